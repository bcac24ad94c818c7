package io.kss.libvirt.nbd;

import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.RunningProgram;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An image, opened together with all it stands on by a {@code qemu-nbd} of our own, which ends when this is closed or
 * this process dies. Thread-safe: up to {@value #CONNECTIONS} requests run at once.
 */
public final class NbdExport implements AutoCloseable {

    private static final int CONNECTIONS = 4;
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofMinutes(2);

    private final Path image;
    private final SocketFolder folder;
    private final RunningProgram server;
    private final ConnectionPool connections;
    private boolean closed;

    private NbdExport(Path image, SocketFolder folder, RunningProgram server, ConnectionPool connections) {
        this.image = image;
        this.folder = folder;
        this.server = server;
        this.connections = connections;
    }

    /** Ends what processes of ours that were killed left behind; opening an export does this too. */
    public static void releaseAbandoned() throws HypervisorException {
        try {
            SocketFolder.releaseAbandoned();
        } catch (IOException e) {
            throw Failures.of("can't look for what an earlier run left behind", e);
        }
    }

    public static NbdExport readOnly(Path image, String format) throws HypervisorException {
        return open(image, format, List.of("--read-only"));
    }

    public static NbdExport writable(Path image, String format) throws HypervisorException {
        return open(image, format, List.of("--discard=unmap", "--detect-zeroes=off", "--cache=writeback"));
    }

    private static NbdExport open(Path image, String format, List<String> options) throws HypervisorException {
        try {
            SocketFolder folder = SocketFolder.create();
            try {
                return open(image, format, options, folder);
            } catch (HypervisorException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.of("can't make a private folder for a socket", e);
        }
    }

    private static NbdExport open(Path image, String format, List<String> options, SocketFolder folder)
            throws HypervisorException {
        List<String> command = new ArrayList<>(
                List.of("qemu-nbd", SocketFolder.socketOption(folder.socket()), "--shared=" + (CONNECTIONS + 4)));
        command.addAll(options);
        command.add("--format=" + format);
        command.add(image.toString());
        RunningProgram server = RunningProgram.silent(command);
        try {
            NbdConnection first = connect(image, folder.socket(), server);
            return new NbdExport(image, folder, server, new ConnectionPool(folder.socket(), first, CONNECTIONS));
        } catch (HypervisorException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static NbdConnection connect(Path image, Path socket, RunningProgram server) throws HypervisorException {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            boolean alive = server.alive();
            try {
                if (Files.exists(socket)) {
                    return NbdConnection.open(socket);
                }
            } catch (IOException e) {
                if (!alive) {
                    throw Failures.of("can't open image '" + image + "'", server.complaint());
                }
            }
            if (!alive) {
                throw Failures.of("can't open image '" + image + "'", server.complaint());
            }
            pause();
        }
        throw new HypervisorException(Reason.UNAVAILABLE, "qemu-nbd did not open image '" + image + "' in time");
    }

    private static void pause() throws HypervisorException {
        try {
            Thread.sleep(3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while opening an image", e);
        }
    }

    public void read(long offset, ByteBuffer target) throws HypervisorException {
        connections.use("can't read image '" + image + "'", connection -> connection.read(offset, target));
    }

    public void write(long offset, ByteBuffer source) throws HypervisorException {
        connections.use("can't write image '" + image + "'", connection -> connection.write(offset, source));
    }

    public void zero(long offset, long length) throws HypervisorException {
        connections.use("can't write image '" + image + "'", connection -> connection.zero(offset, length));
    }

    public void flush() throws HypervisorException {
        connections.use("can't make image '" + image + "' durable", NbdConnection::flush);
    }

    /** Returns when the server has let go of the image. */
    @Override
    public synchronized void close() throws HypervisorException {
        if (closed) {
            return;
        }
        closed = true;
        try (folder;
                server) {
            connections.close();
            if (server.await(END) != 0) {
                throw Failures.of("can't close image '" + image + "'", server.complaint());
            }
        } catch (IOException e) {
            throw Failures.of("can't close image '" + image + "'", e);
        }
    }
}
