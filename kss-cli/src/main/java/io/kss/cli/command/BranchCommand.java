package io.kss.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kss branch}: only a name for its commands. */
@Command(
        name = "branch",
        description = "Look at the kept sides of conflicts; make one the newest, or give it up.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BranchListCommand.class, BranchAdoptCommand.class, BranchDeleteCommand.class})
final class BranchCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: kss branch list|adopt|delete VM.");
    }
}
