package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.BranchView;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kss branch delete}. The one command that gives somebody's work up, so it is never done by mistake. */
@Command(name = "delete", description = "Give a branch up for good; kss gc then frees its space.")
final class BranchDeleteCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final GoingBackText text;
    private final Confirmation confirmation;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Parameters(index = "1", paramLabel = "BRANCH", description = "Its name (see kss branch list).")
    private String branch = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Inject
    BranchDeleteCommand(Session session, Output output, GoingBackText text, Confirmation confirmation) {
        this.session = session;
        this.output = output;
        this.text = text;
        this.confirmation = confirmation;
    }

    @Override
    public Integer call() throws Exception {
        VirtualMachine machine = session.kss().virtualMachine(vm.name());
        BranchView view = Branch.find(machine, branch);
        if (!yes && !confirmation.given(text.branch(view), "Give this branch up for good?")) {
            throw new KssException(
                            Reason.WRONG_USAGE,
                            "Deleting a branch gives work up that nothing else may have. Nothing was deleted.",
                            "kss branch delete " + vm.name() + " " + branch + " --yes",
                            "kss clone " + vm.name() + "@" + branch + " NEW-VM looks into it first")
                    .with("vm", vm.name())
                    .with("branch", branch);
        }
        machine.deleteBranch(view);
        return output.done(
                "branch delete",
                () -> new Fields().with("vm", vm.name()).with("branch", Results.branch(view)),
                () -> text.deleted(vm.name(), view));
    }
}
