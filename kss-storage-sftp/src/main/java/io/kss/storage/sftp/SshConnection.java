package io.kss.storage.sftp;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.userauth.method.AuthMethod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to the server, with any number of sessions on it. Not re-opened once it is dead. */
final class SshConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SshConnection.class);

    private static final int WINDOW = 16 << 20;
    private static final int PACKET = 128 << 10;
    private static final int MISSED_SIGNS_OF_LIFE = 3;

    /** What every server must take, and the most that OpenSSH takes. */
    private static final int SMALL_WRITE = 32 << 10;

    private static final int LARGE_WRITE = 255 << 10;

    private final SftpSettings settings;
    private final SSHClient client;
    private final Sockets sockets = new Sockets();
    private volatile boolean killed;

    // The pool's, and guarded by it.
    final Deque<SftpSession> idle = new ArrayDeque<>();
    boolean ready;
    int busy;
    int limit;

    SshConnection(SftpSettings settings, int limit) {
        this.settings = settings;
        this.limit = limit;
        this.client = new SSHClient(SshAlgorithms.config());
        int millis = (int) settings.timeout().toMillis();
        client.setSocketFactory(sockets);
        client.setConnectTimeout(millis);
        client.setTimeout(millis);
        client.getTransport().setTimeoutMs(millis);
        client.getConnection().setTimeoutMs(millis);
        client.getConnection().setWindowSize(WINDOW);
        client.getConnection().setMaxPacketSize(PACKET);
        KeepAliveRunner keepAlive = (KeepAliveRunner) client.getConnection().getKeepAlive();
        keepAlive.setKeepAliveInterval((int) settings.keepAlive().toSeconds());
        keepAlive.setMaxAliveCount(MISSED_SIGNS_OF_LIFE);
    }

    /** Connects, checks the server's key and logs in. */
    void connect() throws StorageException {
        ConnectErrors errors = new ConnectErrors(settings);
        HostKeys hostKeys;
        try {
            hostKeys = HostKeys.of(settings.trust());
        } catch (IOException e) {
            throw errors.knownHosts(e);
        }
        client.addHostKeyVerifier(hostKeys);
        SftpSettings.Server server = settings.server();
        List<AuthMethod> methods = settings.identity().methods();
        try {
            client.connect(server.host(), server.port());
            client.auth(server.user(), methods);
        } catch (IOException | RuntimeException e) {
            boolean answered = methods.isEmpty()
                    || !client.getUserAuth().getAllowedMethods().isEmpty();
            StorageException explained = hostKeys.refusal()
                    .<StorageException>map(errors::hostKey)
                    .orElseGet(() -> errors.explain(e, answered));
            kill();
            throw explained;
        }
    }

    /** Starts one more session; an {@link IOException} if the server wants no more of them on this connection. */
    SftpSession startSession() throws IOException {
        try {
            SFTPEngine engine = new SFTPEngine(client).init();
            SftpChannel channel =
                    new SftpChannel(this, engine, settings.timeout().toNanos());
            return new SftpSession(channel, largestWrite(channel));
        } catch (RuntimeException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private int largestWrite(SftpChannel channel) throws IOException {
        if (!channel.offers("limits")) {
            return client.getTransport().getServerVersion().contains("OpenSSH") ? LARGE_WRITE : SMALL_WRITE;
        }
        Response limits = channel.await(channel.send(channel.extended("limits")), PacketType.EXTENDED_REPLY);
        limits.readUInt64();
        limits.readUInt64();
        long told = limits.readUInt64();
        return told == 0 ? SMALL_WRITE : (int) Math.max(SMALL_WRITE, Math.min(LARGE_WRITE, told));
    }

    boolean isAlive() {
        return !killed && client.isConnected();
    }

    /** Ends the connection at once; whoever waits on it fails. */
    void kill() {
        killed = true;
        sockets.close();
        try {
            // The farewell fails on the closed socket; the threads end.
            client.disconnect();
        } catch (IOException e) {
            LOG.trace("closed already", e);
        }
    }

    /** Ends the connection with a farewell, so that the server need not log a fault. */
    void close() {
        killed = true;
        try {
            client.disconnect();
        } catch (IOException e) {
            LOG.trace("closed already", e);
        } finally {
            sockets.close();
        }
    }

    /** Makes sockets for small messages, and can close the one that was made even while it still connects. */
    private static final class Sockets extends PlainSocketFactory {

        private final Socket socket = new Socket();

        @Override
        public Socket createSocket() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return socket;
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.trace("closed already", e);
            }
        }
    }
}
