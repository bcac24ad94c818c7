package io.kss.cli.command;

import io.kss.cli.render.MergeText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.MergeResult;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import jakarta.inject.Inject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kss snapshot delete}. */
@Command(
        name = "delete",
        description =
                "End SNAPSHOT as a restore point in the repository: what it changed goes into those that stand on it, which stay"
                        + " as they are. No disk data moves; kss gc frees what nobody needs any more.")
final class SnapshotDeleteCommand extends EndingCommand {

    @Parameters(
            index = "1",
            paramLabel = "SNAPSHOT",
            description =
                    "The snapshot that ends, by the beginning of its id; not the newest, nor the tip of a branch.",
            converter = SnapshotName.class)
    private String snapshot = "";

    @Inject
    SnapshotDeleteCommand(Session session, Output output, MergeText text) {
        super("snapshot delete", session, output, text);
    }

    @Override
    MergeResult end(VirtualMachine machine, boolean onlyLook) throws KssException {
        return machine.delete(snapshot, onlyLook);
    }
}
