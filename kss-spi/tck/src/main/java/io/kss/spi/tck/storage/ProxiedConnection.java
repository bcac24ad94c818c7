package io.kss.spi.tck.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** One client's connection and its counterpart to the server. Carries a limited number of bytes, both ways together. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server;
    private final Valve valve;
    private final Runnable onCut;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicBoolean cut = new AtomicBoolean();
    private long allowed;

    ProxiedConnection(
            Socket client,
            Socket server,
            long allowed,
            Valve valve,
            Runnable onCut,
            Consumer<ProxiedConnection> onEnd) {
        this.client = client;
        this.server = server;
        this.allowed = allowed;
        this.valve = valve;
        this.onCut = onCut;
        this.onEnd = onEnd;
    }

    synchronized void allow(long bytes) {
        allowed = bytes;
    }

    /** Takes up to so many bytes from what may still be carried. */
    private synchronized int take(int wanted) {
        int granted = (int) Math.min(wanted, allowed);
        allowed -= allowed == Long.MAX_VALUE ? 0 : granted;
        return granted;
    }

    private synchronized boolean exhausted() {
        return allowed == 0;
    }

    void pumpToServer() {
        pump(client, server);
    }

    void pumpToClient() {
        pump(server, client);
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                valve.pass();
                int granted = take(count);
                to.getOutputStream().write(buffer, 0, granted);
                if (exhausted()) {
                    cut();
                    return;
                }
            }
            to.shutdownOutput();
            endOneDirection();
        } catch (IOException | InterruptedException e) {
            // One end is gone: so is the connection.
            end();
        }
    }

    /** Resets both ends. */
    void cut() {
        if (cut.compareAndSet(false, true)) {
            onCut.run();
        }
        end();
    }

    private void endOneDirection() throws IOException {
        if (ended.incrementAndGet() == 2) {
            onEnd.accept(this);
            // Not a reset: that would throw away what the peers have yet to read.
            client.close();
            server.close();
        }
    }

    private void end() {
        onEnd.accept(this);
        reset(client);
        reset(server);
    }

    /** Closes a socket in the rude way, so that its peer notices at once. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed, which is all that was wanted.
            System.getLogger(ProxiedConnection.class.getName()).log(System.Logger.Level.TRACE, "closed already", e);
        }
    }
}
