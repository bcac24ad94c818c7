package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.AdoptResult;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kss branch adopt}. */
@Command(name = "adopt", description = "Make a branch the newest state; the former one is kept as a branch.")
final class BranchAdoptCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final GoingBackText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Parameters(index = "1", paramLabel = "BRANCH", description = "Its name (see kss branch list).")
    private String branch = "";

    @Inject
    BranchAdoptCommand(Session session, Output output, GoingBackText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        AdoptResult result = session.kss().virtualMachine(vm.name()).adopt(branch);
        return output.done(
                "branch adopt",
                () -> Results.adopted(vm.name(), result),
                () -> text.adopted(vm.name(), branch, result));
    }
}
