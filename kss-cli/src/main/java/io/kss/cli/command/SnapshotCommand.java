package io.kss.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kss snapshot}: only a name for its commands. */
@Command(
        name = "snapshot",
        description = "Make snapshots, end them as restore points; go back to an older one.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SnapshotCreateCommand.class,
            SnapshotMergeCommand.class,
            SnapshotDeleteCommand.class,
            SnapshotRevertCommand.class
        })
final class SnapshotCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name what to do: kss snapshot create|merge|delete|revert VM.");
    }
}
