package io.kss.cli.command;

import io.kss.cli.session.GlobalOptions;
import jakarta.inject.Inject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code kss} itself: only a name for its commands. */
@Command(
        name = "kss",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Carries KVM/libvirt virtual machines between your hosts through a NAS.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            StatusCommand.class,
            ListCommand.class,
            StartCommand.class,
            StopCommand.class,
            SuspendCommand.class,
            PushCommand.class,
            PullCommand.class,
            DeltaCommand.class,
            TakeoverCommand.class,
            GiveCommand.class,
            ViewCommand.class,
            PeerCommand.class,
            SnapshotCommand.class,
            WatchCommand.class,
            CompactCommand.class,
            ResolveCommand.class,
            BranchCommand.class,
            CloneCommand.class,
            ForgetCommand.class,
            LeaseCommand.class,
            VerifyCommand.class,
            GcCommand.class,
            DoctorCommand.class,
            StoreCommand.class,
            HooksCommand.class
        })
public final class KssCommand implements Runnable {

    @Mixin
    private final GlobalOptions options;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Inject
    KssCommand(GlobalOptions options) {
        this.options = options;
    }

    /** What was given on the command line, once that is parsed. */
    public GlobalOptions options() {
        return options;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name a command.");
    }
}
