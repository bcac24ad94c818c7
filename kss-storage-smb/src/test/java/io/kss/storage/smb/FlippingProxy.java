package io.kss.storage.smb;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Forwards connections and, when told to, changes one bit in the middle of the next large piece of one direction. */
final class FlippingProxy implements AutoCloseable {

    private static final int LARGE = 20_000;

    private final int target;
    private final ServerSocket listener;
    private final AtomicBoolean towardsClient = new AtomicBoolean();
    private final AtomicBoolean towardsServer = new AtomicBoolean();
    private final AtomicInteger flips = new AtomicInteger();

    private FlippingProxy(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    static FlippingProxy to(int port) throws IOException {
        FlippingProxy proxy = new FlippingProxy(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon(proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    void flipTowardsClient() {
        towardsClient.set(true);
    }

    void flipTowardsServer() {
        towardsServer.set(true);
    }

    int flips() {
        return flips.get();
    }

    private void accept() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            daemon(() -> copy(client, server, towardsServer));
            daemon(() -> copy(server, client, towardsClient));
        }
    }

    private void copy(Socket from, Socket to, AtomicBoolean flip) throws IOException {
        byte[] buffer = new byte[64 << 10];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (count > LARGE && flip.compareAndSet(true, false)) {
                    buffer[count / 2] ^= 0x10;
                    flips.incrementAndGet();
                }
                out.write(buffer, 0, count);
            }
        }
    }

    @FunctionalInterface
    private interface Work {

        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // One end went away, or the listener was closed.
                System.getLogger(FlippingProxy.class.getName()).log(System.Logger.Level.TRACE, "ended", e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
