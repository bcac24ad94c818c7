package io.kss.cli.view;

import io.kss.cli.config.Environment;
import io.kss.core.Finding;
import io.kss.core.Finding.Level;
import io.kss.core.failure.KssException;
import io.kss.spi.hypervisor.Display;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells whether a view would work, by going all the way up to the viewer. */
public final class Examination {

    private static final int PATIENCE_MILLISECONDS = 10_000;

    private final View view;
    private final Environment environment;
    private final List<Finding> findings = new ArrayList<>();

    public Examination(View view, Environment environment) {
        this.view = view;
        this.environment = environment;
    }

    public List<Finding> findings() throws InterruptedException {
        found(
                Level.OK,
                "host",
                view.vm() + " runs on " + view.host() + (view.peer().isEmpty() ? ", this host." : "."));
        Optional<Display.Endpoint> endpoint = view.display().plain();
        if (endpoint.isEmpty()) {
            found(Level.PROBLEM, "display", view.whyClosed(), view.waysToOpen().get(0));
        } else {
            display(endpoint.get());
            way(endpoint.get());
        }
        viewer();
        return findings;
    }

    private void display(Display.Endpoint endpoint) {
        Display display = view.display();
        String what = "Its " + display.protocol() + " display listens on " + told(endpoint)
                + (display.password() ? " and asks for a password." : ".");
        if (!display.password() && endpoint instanceof Display.Port port && Place.everywhere(port)) {
            found(
                    Level.WARNING,
                    "display",
                    what + " Everybody who reaches " + view.host() + " can use it without a password.",
                    "give it <listen type='address' address='127.0.0.1'/> with virsh edit " + view.vm());
        } else {
            found(Level.OK, "display", what);
        }
    }

    private static String told(Display.Endpoint endpoint) {
        return endpoint instanceof Display.Port port
                ? "port " + port.port() + " of " + port.address()
                : "the socket " + Place.of(endpoint);
    }

    private void way(Display.Endpoint endpoint) throws InterruptedException {
        Display.Protocol protocol = view.display().protocol();
        if (view.peer().isPresent()) {
            try (Tunnel tunnel = Tunnel.open(view.peer().get(), protocol, endpoint)) {
                found(Level.OK, "ssh", "The display answers through ssh, here on port " + tunnel.port() + ".");
            } catch (KssException e) {
                found(Level.PROBLEM, "ssh", e.message(), e.waysOut().get(0));
            }
        } else if (endpoint instanceof Display.Port port) {
            if (!answers(port, protocol)) {
                found(Level.PROBLEM, "display", "No " + protocol + " display answers there.", view.viewerOfLibvirt());
            }
        } else {
            found(
                    Level.PROBLEM,
                    "display",
                    "A socket of this host has no address for viewers.",
                    view.viewerOfLibvirt());
        }
    }

    private static boolean answers(Display.Port port, Display.Protocol protocol) {
        try (Socket connection = new Socket()) {
            String address = Place.everywhere(port) ? "127.0.0.1" : port.address();
            connection.connect(new InetSocketAddress(address, port.port()), PATIENCE_MILLISECONDS);
            return Greeting.heard(connection, protocol);
        } catch (IOException e) {
            return false;
        }
    }

    private void viewer() {
        Optional<Viewer> installed = Viewer.installed(environment);
        if (installed.isEmpty()) {
            found(
                    Level.WARNING,
                    "viewer",
                    "There is no remote-viewer on this host; kss view will only tell the address.",
                    "install it (Debian: apt install virt-viewer), or use another viewer with kss view --tunnel");
        } else if (!Viewer.hasScreen(environment)) {
            found(
                    Level.WARNING,
                    "viewer",
                    "There is no graphical session here (neither DISPLAY nor WAYLAND_DISPLAY is set); kss view will"
                            + " only tell the address.",
                    "run it from a terminal of the graphical session");
        } else {
            found(Level.OK, "viewer", installed.get().program() + " will show it.");
        }
    }

    private void found(Level level, String subject, String message) {
        findings.add(new Finding(level, subject, message, Optional.empty()));
    }

    private void found(Level level, String subject, String message, String wayOut) {
        findings.add(new Finding(level, subject, message, Optional.of(wayOut)));
    }
}
