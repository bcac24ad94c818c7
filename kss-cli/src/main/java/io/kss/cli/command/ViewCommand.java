package io.kss.cli.command;

import io.kss.cli.config.Configuration;
import io.kss.cli.config.Environment;
import io.kss.cli.config.Peer;
import io.kss.cli.failure.ExitCode;
import io.kss.cli.json.ViewResults;
import io.kss.cli.render.ResultText;
import io.kss.cli.render.ViewText;
import io.kss.cli.session.Notices;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.cli.view.Examination;
import io.kss.cli.view.Tunnel;
import io.kss.cli.view.View;
import io.kss.cli.view.Viewer;
import io.kss.core.Finding;
import io.kss.core.VmScreen;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.Display;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss view}. */
@Command(
        name = "view",
        description = "See and use the VM's screen from here, wherever it runs: through SSH if that is another host.")
final class ViewCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;
    private final Environment environment;
    private final Notices notices;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(
            names = "--on",
            paramLabel = "HOST",
            description = "The host to look at; default: this one if the VM runs here, else the lease's holder.")
    private Optional<String> on = Optional.empty();

    @ArgGroup
    private Manner manner = new Manner();

    /** At most one of them. */
    private static final class Manner {
        @Option(names = "--check", description = "Only tell whether it would work; exit code 8 if not.")
        private boolean check;

        @Option(names = "--no-viewer", description = "Only tell the tunnel command and the address for a viewer.")
        private boolean noViewer;

        @Option(names = "--tunnel", description = "Open the way for a viewer of yours, and keep it open until Ctrl-C.")
        private boolean tunnel;
    }

    @Inject
    ViewCommand(Session session, Output output, ResultText text, Environment environment, Notices notices) {
        this.session = session;
        this.output = output;
        this.text = text;
        this.environment = environment;
        this.notices = notices;
    }

    @Override
    public Integer call() throws Exception {
        View view = find();
        if (manner.check) {
            return check(view);
        }
        Display.Endpoint display = view.endpoint();
        Optional<Viewer> viewer = manner.noViewer || manner.tunnel ? Optional.empty() : Viewer.find(environment);
        Optional<Peer> peer = view.peer();
        if (peer.isPresent() && (manner.tunnel || viewer.isPresent())) {
            try (Tunnel tunnel = Tunnel.open(peer.get(), view.display().protocol(), display)) {
                View open = view.through(tunnel.port());
                if (viewer.isPresent()) {
                    return show(open, viewer.get());
                }
                output.event("view", () -> ViewResults.view(open), () -> ViewText.open(open));
                tunnel.hold();
            }
        }
        if (viewer.isPresent() && view.address().isPresent()) {
            return show(view, viewer.get());
        }
        View told = peer.isPresent() ? view.through(Tunnel.freePort()) : view;
        return output.done("view", () -> ViewResults.view(told), () -> ViewText.byHand(told));
    }

    private View find() throws Exception {
        Configuration configuration = session.configuration();
        VmScreen screen =
                session.kss().virtualMachine(vm.name()).screen(on, name -> host(Peers.named(configuration, name)));
        Optional<OtherHost> other = screen.host();
        Optional<Peer> peer = other.isPresent()
                ? Optional.of(Peers.named(configuration, other.get().name()))
                : Optional.empty();
        String host = other.map(OtherHost::name).orElse(configuration.settings().hostName());
        return new View(vm.name(), host, peer, View.best(screen), 0, Optional.empty());
    }

    private static OtherHost host(Peer peer) {
        return new OtherHost(peer.name(), peer.hypervisor(), Optional.empty());
    }

    private int check(View view) throws InterruptedException {
        List<Finding> findings = new Examination(view, environment).findings();
        boolean works = findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
        return output.result(
                "view",
                works ? ExitCode.DONE : ExitCode.WRONG_STATE,
                () -> ViewResults.check(view, works, findings),
                () -> text.findings(findings));
    }

    private int show(View view, Viewer viewer) throws InterruptedException {
        View shown = view.shownBy(viewer);
        Optional<String> problem =
                viewer.show(view.vm() + " on " + view.host(), view.address().orElseThrow());
        problem.ifPresent(notices::warn);
        return output.result(
                "view",
                problem.isPresent() ? ExitCode.UNEXPECTED : ExitCode.DONE,
                () -> ViewResults.view(shown),
                () -> ViewText.shown(shown));
    }
}
