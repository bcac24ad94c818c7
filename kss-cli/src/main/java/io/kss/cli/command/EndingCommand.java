package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.MergeText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.MergeResult;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that end snapshots as restore points have in common. */
abstract class EndingCommand implements Callable<Integer> {

    private final String command;
    private final Session session;
    private final Output output;
    private final MergeText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(names = "--dry-run", description = "Only say what would be merged.")
    private boolean dryRun;

    /** @param command its name as the user writes it, without {@code kss} */
    EndingCommand(String command, Session session, Output output, MergeText text) {
        this.command = command;
        this.session = session;
        this.output = output;
        this.text = text;
    }

    /** Ends them, or only finds out which they are. */
    abstract MergeResult end(VirtualMachine machine, boolean onlyLook) throws KssException;

    @Override
    public final Integer call() throws Exception {
        MergeResult result = end(session.kss().virtualMachine(vm.name()), dryRun);
        return output.done(
                command, () -> Results.merged(vm.name(), result, dryRun), () -> text.lines(vm.name(), result, dryRun));
    }
}
