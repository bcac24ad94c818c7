package io.kss.cli.view;

import io.kss.cli.config.Peer;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Display;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** An ssh connection that passes a port of this host's loopback interface on to a display, and ends when this is closed. */
public final class Tunnel implements AutoCloseable {

    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAUSE_MILLISECONDS = 30;

    private final Peer peer;
    private final int port;
    private final TiedProgram ssh;

    private Tunnel(Peer peer, int port, TiedProgram ssh) {
        this.peer = peer;
        this.port = port;
        this.ssh = ssh;
    }

    /** Connects, and makes sure that the display answers. */
    public static Tunnel open(Peer peer, Display.Protocol protocol, Display.Endpoint display)
            throws KssException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Tunnel tunnel = connecting(peer, freePort(), Place.of(display));
            try {
                tunnel.awaitDisplay(protocol);
                return tunnel;
            } catch (PortTaken e) {
                tunnel.close();
                if (attempt == ATTEMPTS) {
                    throw tunnel.unreachable("ssh can't listen on this host");
                }
            } catch (KssException | InterruptedException | RuntimeException e) {
                tunnel.close();
                throw e;
            }
        }
    }

    /** A port of this host's loopback interface that nobody listens on at this moment. */
    public static int freePort() throws KssException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new KssException(
                    Reason.UNEXPECTED, "This host has no free port on its loopback interface: " + e.getMessage() + ".");
        }
    }

    private static Tunnel connecting(Peer peer, int port, String target) throws KssException {
        try {
            return new Tunnel(peer, port, TiedProgram.start(peer.tunnel(port, target)));
        } catch (IOException e) {
            throw new KssException(
                    Reason.PEER_UNREACHABLE,
                    "The ssh command can't be run: " + e.getMessage() + ".",
                    "install it (Debian: apt install openssh-client)");
        }
    }

    private void awaitDisplay(Display.Protocol protocol) throws KssException, InterruptedException, PortTaken {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (!ssh.alive()) {
                if (ssh.complaint().contains("Address already in use")) {
                    throw new PortTaken();
                }
                throw unreachable("ssh ended");
            }
            try (Socket connection = new Socket()) {
                connection.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                if (Greeting.heard(connection, protocol)) {
                    return;
                }
                throw silent(protocol);
            } catch (IOException e) {
                Thread.sleep(PAUSE_MILLISECONDS);
            }
        }
        throw unreachable("ssh did not connect within " + PATIENCE.toSeconds() + " s");
    }

    private KssException unreachable(String what) {
        String ssh = peer.ssh();
        return failure(
                what,
                "check that 'ssh -o BatchMode=yes " + ssh + " true' works",
                "see [peers." + peer.name() + "] in the configuration: ssh, key-file, known-hosts");
    }

    private KssException silent(Display.Protocol protocol) {
        return failure(
                "ssh connects, but no " + protocol + " display answers behind it",
                "see that the ssh server of " + peer.name() + " passes connections on (AllowTcpForwarding,"
                        + " AllowStreamLocalForwarding), and that " + peer.ssh() + " may open the display's socket",
                "run the same command again: the VM may just have been restarted");
    }

    private KssException failure(String what, String... waysOut) {
        String complaint = ssh.complaint();
        return new KssException(
                        Reason.PEER_UNREACHABLE,
                        "The display on " + peer.name() + " can't be reached: " + what
                                + (complaint.isEmpty() ? "" : " (" + complaint + ")") + ".",
                        waysOut)
                .with("peer", peer.name());
    }

    /** The port here. */
    public int port() {
        return port;
    }

    /** Waits until it breaks, which is a failure. */
    public void hold() throws KssException, InterruptedException {
        int unused = ssh.await();
        throw unreachable("the connection ended");
    }

    @Override
    public void close() {
        ssh.close();
    }

    /** Somebody was faster. */
    private static final class PortTaken extends Exception {
        private static final long serialVersionUID = 1;
    }
}
