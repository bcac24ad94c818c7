package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.BranchView;
import io.kss.core.VirtualMachine;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kss branch list}. */
@Command(name = "list", description = "Show the branches, or all there is to say about one.")
final class BranchListCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final GoingBackText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Parameters(index = "1", arity = "0..1", paramLabel = "BRANCH", description = "Only this one, in detail.")
    private Optional<String> branch = Optional.empty();

    @Inject
    BranchListCommand(Session session, Output output, GoingBackText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        VirtualMachine machine = session.kss().virtualMachine(vm.name());
        List<BranchView> found = branch.isPresent() ? List.of(Branch.find(machine, branch.get())) : machine.branches();
        return output.done(
                "branch list",
                () -> Results.branches(vm.name(), found),
                () -> branch.isPresent() ? text.branch(found.get(0)) : text.branches(vm.name(), found));
    }
}
