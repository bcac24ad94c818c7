package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.Human;
import io.kss.cli.render.WatchText;
import io.kss.cli.session.Background;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.SnapshotPush;
import io.kss.core.SnapshotView;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss snapshot create}. */
@Command(name = "create", description = "Make a snapshot of the VM as it is, running or not.")
final class SnapshotCreateCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final WatchText text;
    private final Background background;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Mixin
    private InTheBackground inTheBackground = new InTheBackground();

    @Option(names = "--push", description = "Send it, too. A VM that runs goes on, and the lease stays here.")
    private boolean push;

    @Inject
    SnapshotCreateCommand(Session session, Output output, WatchText text, Background background) {
        this.session = session;
        this.output = output;
        this.text = text;
        this.background = background;
    }

    @Override
    public Integer call() throws Exception {
        if (push) {
            inTheBackground.prepare(session, background);
            SnapshotPush result = session.kss().virtualMachine(vm.name()).snapshotAndPush();
            return output.done(
                    "snapshot create", () -> Results.created(vm.name(), result), () -> text.lines(vm.name(), result));
        }
        Optional<SnapshotView> snapshot =
                session.kss().virtualMachine(vm.name()).snapshot();
        return output.done(
                "snapshot create",
                () -> Results.created(vm.name(), snapshot),
                () -> List.of(Human.safe(vm.name()) + ": " + text.made(snapshot)));
    }
}
