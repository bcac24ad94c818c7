package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.Human;
import io.kss.cli.render.SnapshotText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.SnapshotView;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss list}. */
@Command(name = "list", description = "Show a VM's snapshots, newest first.")
final class ListCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final SnapshotText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @ArgGroup
    private Side side = new Side();

    /** At most one of them. */
    static final class Side {
        @Option(names = "--local", description = "Only those on this host.")
        private boolean local;

        @Option(names = "--remote", description = "Only those in the repository.")
        private boolean remote;
    }

    @Inject
    ListCommand(Session session, Output output, SnapshotText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        List<SnapshotView> snapshots = session.kss().virtualMachine(vm.name()).snapshots().stream()
                .filter(snapshot -> !side.local || snapshot.here())
                .filter(snapshot -> !side.remote || snapshot.inRepository())
                .toList();
        return output.done("list", () -> Results.snapshots(vm.name(), snapshots), () -> lines(snapshots));
    }

    private List<String> lines(List<SnapshotView> snapshots) {
        return snapshots.isEmpty()
                ? List.of(Human.safe(vm.name()) + ": no snapshots"
                        + (side.local ? " on this host" : side.remote ? " in the repository" : ""))
                : text.table(snapshots);
    }
}
