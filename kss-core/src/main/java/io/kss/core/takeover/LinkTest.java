package io.kss.core.takeover;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Whether the other host reaches this one where its hypervisor must, and how fast: by a real connection that sends for a moment. */
public final class LinkTest {

    /** Where libvirt receives VMs unless it was told otherwise. */
    public static final int FIRST_PORT = 49152;

    /** The last of them. */
    public static final int LAST_PORT = 49215;

    private static final int CONNECT_MILLIS = 5_000;
    private static final int SILENCE_MILLIS = 10_000;
    private static final int BLOCK = 64 << 10;

    private LinkTest() {}

    /**
     * Receives.
     *
     * @param address by which the other host reaches this one
     * @param key that nobody else knows
     * @return bytes per second; empty if too little came to tell
     * @throws KssException {@code PEER_UNREACHABLE} if the other host can't connect to here
     * @throws IOException if no port is free here
     */
    public static OptionalLong run(Giving giving, String address, String key, long maxBytes, Duration maxTime)
            throws KssException, IOException {
        try (ServerSocket listening = open(ours(address))) {
            listening.setSoTimeout(SILENCE_MILLIS);
            FutureTask<OptionalLong> receiving = new FutureTask<>(() -> receive(listening, key));
            Thread thread = new Thread(receiving, "kss-link-test");
            thread.setDaemon(true);
            thread.start();
            giving.sendTo(address, listening.getLocalPort(), key, maxBytes, maxTime);
            return receiving.get(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    /** The address itself, or every one of this host's if it belongs to something in between that translates it. */
    private static @Nullable InetAddress ours(String address) throws IOException {
        try {
            InetAddress candidate = InetAddress.getByName(address);
            return NetworkInterface.getByInetAddress(candidate) == null ? null : candidate;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static ServerSocket open(@Nullable InetAddress at) throws IOException {
        IOException last = new IOException("no port is free");
        for (int port = LAST_PORT; port >= FIRST_PORT; port--) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.bind(new InetSocketAddress(at, port));
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }

    private static OptionalLong receive(ServerSocket listening, String key) throws IOException {
        while (true) {
            try (Socket socket = listening.accept()) {
                socket.setSoTimeout(SILENCE_MILLIS);
                DataInputStream in = new DataInputStream(socket.getInputStream());
                if (says(in, key)) {
                    return count(in);
                }
            }
        }
    }

    /** Anybody may connect; only the other host knows the key. */
    private static boolean says(DataInputStream in, String key) {
        try {
            return in.readUTF().equals(key);
        } catch (IOException e) {
            return false;
        }
    }

    private static OptionalLong count(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        long began = System.nanoTime();
        long bytes = 0;
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            bytes += read;
        }
        long nanos = System.nanoTime() - began;
        return nanos <= 0 || bytes < BLOCK
                ? OptionalLong.empty()
                : OptionalLong.of((long) (bytes / (nanos / (double) TimeUnit.SECONDS.toNanos(1))));
    }

    /** The other end. */
    public static void send(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            OutputStream out = socket.getOutputStream();
            byte[] block = new byte[BLOCK];
            new Random().nextBytes(block);
            DataOutputStream head = new DataOutputStream(out);
            head.writeUTF(key);
            long end = System.nanoTime() + maxTime.toNanos();
            for (long sent = 0; sent < maxBytes && System.nanoTime() - end < 0; sent += BLOCK) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new KssException(
                    Reason.PEER_UNREACHABLE,
                    "can't connect to " + address + " on port " + port + " (" + e.getMessage() + ")");
        }
    }
}
