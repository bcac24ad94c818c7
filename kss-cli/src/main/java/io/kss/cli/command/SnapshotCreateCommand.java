package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.Human;
import io.kss.cli.render.SnapshotText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.SnapshotView;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss snapshot create}. */
@Command(name = "create", description = "Make a snapshot of the VM as it is, running or not.")
final class SnapshotCreateCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final SnapshotText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Inject
    SnapshotCreateCommand(Session session, Output output, SnapshotText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        Optional<SnapshotView> snapshot =
                session.kss().virtualMachine(vm.name()).snapshot();
        return output.done(
                "snapshot create",
                () -> Results.created(vm.name(), snapshot),
                () -> List.of(Human.safe(vm.name()) + ": "
                        + snapshot.map(made -> "snapshot " + text.line(made))
                                .orElse("nothing changed since the last snapshot")));
    }
}
