package io.kss.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kss store}: only a name for its commands. */
@Command(
        name = "store",
        description = "Look at stores.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StoreCheckCommand.class, StoreTypesCommand.class})
final class StoreCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: kss store check or kss store types.");
    }
}
