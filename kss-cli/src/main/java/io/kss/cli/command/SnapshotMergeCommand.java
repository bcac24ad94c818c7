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

/** {@code kss snapshot merge}. */
@Command(
        name = "merge",
        description =
                "Merge a snapshot in the repository into its parent: SNAPSHOT stays, as it is, and its parent ends as a"
                        + " restore point. No disk data moves.")
final class SnapshotMergeCommand extends EndingCommand {

    @Parameters(
            index = "1",
            paramLabel = "SNAPSHOT",
            description = "The snapshot that stays, by the beginning of its id, or a branch; what it stands on ends.",
            converter = SnapshotName.class)
    private String snapshot = "";

    @Inject
    SnapshotMergeCommand(Session session, Output output, MergeText text) {
        super("snapshot merge", session, output, text);
    }

    @Override
    MergeResult end(VirtualMachine machine, boolean onlyLook) throws KssException {
        return machine.merge(snapshot, onlyLook);
    }
}
