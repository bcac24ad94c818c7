package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.RevertResult;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kss snapshot revert}. */
@Command(
        name = "revert",
        description = "Make an old state the newest, as a new snapshot; what lies in between stays history.")
final class SnapshotRevertCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final GoingBackText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Parameters(
            index = "1",
            paramLabel = "SNAPSHOT",
            description = "The beginning of its id, or a branch.",
            converter = SnapshotName.class)
    private String snapshot = "";

    @Inject
    SnapshotRevertCommand(Session session, Output output, GoingBackText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        RevertResult result = session.kss().virtualMachine(vm.name()).revert(snapshot);
        return output.done(
                "snapshot revert", () -> Results.revert(vm.name(), result), () -> text.revert(vm.name(), result));
    }
}
