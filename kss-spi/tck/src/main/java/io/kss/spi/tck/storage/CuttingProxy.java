package io.kss.spi.tck.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A TCP proxy on the loopback interface that forwards to a server and can cut, refuse or stall connections. A cut
 * resets both ends, as when a router forgets them. Thread-safe. Closing cuts everything.
 */
public final class CuttingProxy implements AutoCloseable {

    private final String host;
    private final int port;
    private final ServerSocket listener;
    private final List<ProxiedConnection> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Valve valve = new Valve();
    private volatile LongSupplier budget = () -> Long.MAX_VALUE;
    private volatile boolean refusing;

    private CuttingProxy(String host, int port, ServerSocket listener) {
        this.host = host;
        this.port = port;
        this.listener = listener;
    }

    /** Starts a proxy on a free port that forwards everything, until told otherwise. */
    public static CuttingProxy to(String host, int port) throws IOException {
        CuttingProxy proxy = new CuttingProxy(host, port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        daemon("accepts on " + proxy.port(), proxy::accept);
        return proxy;
    }

    /** Where clients connect, on the loopback address. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Cuts every connection, open ones included, once it has carried so many bytes from now, both ways together. */
    public void cutAfter(long bytes) {
        budget = () -> bytes;
        open.forEach(connection -> connection.allow(bytes));
    }

    /** Cuts every new connection after a random number of bytes, up to twice the mean. Repeatable by its seed. */
    public void cutAtRandom(long seed, long meanBytes) {
        Random random = new Random(seed);
        budget = () -> {
            synchronized (random) {
                return (long) (random.nextDouble() * 2 * meanBytes);
            }
        };
    }

    /** Lets new connections live, and those that are open. */
    public void cutNoMore() {
        budget = () -> Long.MAX_VALUE;
        open.forEach(connection -> connection.allow(Long.MAX_VALUE));
    }

    /** Cuts every open connection now. */
    public void cutAll() {
        open.forEach(ProxiedConnection::cut);
    }

    /** Resets new connections at once, or takes them again. Open ones are left alone. */
    public void setRefusing(boolean refusing) {
        this.refusing = refusing;
    }

    /** Holds back all bytes of all connections, without closing any. */
    public void stall() {
        valve.shut();
    }

    /** Lets the bytes flow again. */
    public void resume() {
        valve.open();
    }

    /** How many connections clients have opened so far, refused ones included. */
    public int accepted() {
        return accepted.get();
    }

    /** How many connections were cut or refused so far. */
    public int cuts() {
        return cuts.get();
    }

    /** How many connections are open. */
    public int openConnections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutAll();
        valve.open();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                handle(listener.accept());
            } catch (IOException e) {
                // The listener was closed, or one end went away at once: the loop's condition tells.
                System.getLogger(CuttingProxy.class.getName()).log(System.Logger.Level.TRACE, "not connected", e);
            }
        }
    }

    private void handle(Socket client) throws IOException {
        accepted.incrementAndGet();
        if (refusing) {
            cuts.incrementAndGet();
            ProxiedConnection.reset(client);
            return;
        }
        Socket server;
        try {
            server = new Socket(host, port);
        } catch (IOException e) {
            ProxiedConnection.reset(client);
            throw e;
        }
        ProxiedConnection connection =
                new ProxiedConnection(client, server, budget.getAsLong(), valve, cuts::incrementAndGet, open::remove);
        open.add(connection);
        daemon("to server", connection::pumpToServer);
        daemon("to client", connection::pumpToClient);
        if (listener.isClosed()) {
            connection.cut();
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "cutting-proxy " + name);
        thread.setDaemon(true);
        thread.start();
    }
}
