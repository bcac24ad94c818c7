package io.kss.cli.json;

import io.kss.cli.view.View;
import io.kss.core.Finding;
import io.kss.spi.hypervisor.Display;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How a VM's display is opened, for programs. */
public final class ViewResults {

    private ViewResults() {}

    public static Fields view(View view) {
        Optional<Display.Port> port = port(view.display());
        return new Fields()
                .with("vm", view.vm())
                .with("host", view.host())
                .with("here", view.peer().isEmpty())
                .with(
                        "display",
                        new Fields()
                                .with("type", view.display().protocol())
                                .with("listen", port.map(Display.Port::address).orElse(null))
                                .with("port", port.map(Display.Port::port).orElse(null))
                                .with("socket", socket(view.display()).orElse(null))
                                .with(
                                        "tlsPort",
                                        view.display().tlsPort().isPresent()
                                                ? view.display().tlsPort().getAsInt()
                                                : null)
                                .with("password", view.display().password()))
                .with("address", view.address().orElse(null))
                .with("tunnel", view.tunnel())
                .with("viewer", view.viewer().map(Path::toString).orElse(null));
    }

    public static Fields check(View view, boolean works, List<Finding> findings) {
        return view(view).with("works", works).with("findings", Results.list(findings, Results::finding));
    }

    private static Optional<Display.Port> port(Display display) {
        return display.plain().filter(Display.Port.class::isInstance).map(Display.Port.class::cast);
    }

    private static Optional<String> socket(Display display) {
        return display.plain()
                .filter(Display.Socket.class::isInstance)
                .map(socket -> ((Display.Socket) socket).file().toString());
    }
}
