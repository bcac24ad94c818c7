package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A way to see and use the screen of a running domain, as seen from the host on which it runs.
 *
 * @param protocol what a viewer has to speak
 * @param plain where it takes connections without TLS; empty if nowhere
 * @param tlsPort the port for connections with TLS, where there is one of its own
 * @param password whether it asks for a password; which one is never told
 */
public record Display(Protocol protocol, Optional<Endpoint> plain, OptionalInt tlsPort, boolean password) {

    /** What viewers speak. */
    public enum Protocol {
        VNC,
        SPICE
    }

    /** Where connections are taken. */
    public sealed interface Endpoint permits Port, Socket {}

    /**
     * A TCP port.
     *
     * @param address the host name or IP address that it listens on, which may be one that stands for all ({@code 0.0.0.0})
     * @param port from 1 to 65535
     */
    public record Port(String address, int port) implements Endpoint {}

    /** A socket in the file system. */
    public record Socket(Path file) implements Endpoint {}
}
