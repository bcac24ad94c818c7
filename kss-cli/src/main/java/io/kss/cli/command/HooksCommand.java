package io.kss.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kss hooks}: only a name for its commands. Those that the installed files run are not for people, and hidden. */
@Command(
        name = "hooks",
        description = "Make starts and stops of VMs by other tools go through kss.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            HooksInstallCommand.class,
            HooksRemoveCommand.class,
            HooksStatusCommand.class,
            HooksCallCommand.class,
            HooksAfterStopCommand.class,
            HooksBootCommand.class,
            HooksShutdownCommand.class
        })
final class HooksCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name what to do: kss hooks install, kss hooks remove or kss hooks status.");
    }
}
