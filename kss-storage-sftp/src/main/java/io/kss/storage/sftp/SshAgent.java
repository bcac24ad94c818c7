package io.kss.storage.sftp;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.common.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's ssh-agent, which signs with keys that never leave it. One short conversation on its socket per question.
 * Thread-safe.
 */
final class SshAgent {

    private static final Logger LOG = LoggerFactory.getLogger(SshAgent.class);

    private static final byte LIST_KEYS = 11;
    private static final byte KEYS = 12;
    private static final byte SIGN = 13;
    private static final byte SIGNATURE = 14;
    private static final int MAX_REPLY = 256 << 10;

    /** Servers hang up after some six keys that they don't know; other ways to log in come after these. */
    private static final int MAX_KEYS = 4;

    private final Path socket;

    SshAgent(Path socket) {
        this.socket = socket;
    }

    /** A public key of the agent, in the wire format. */
    static final class Key {

        private final byte[] blob;
        private final String type;

        private Key(byte[] blob) throws IOException {
            this.blob = blob;
            this.type = new Buffer.PlainBuffer(blob).readString();
        }

        byte[] blob() {
            return blob;
        }

        String type() {
            return type;
        }
    }

    /** The agent that {@code SSH_AUTH_SOCK} names, if there is one. */
    static Optional<SshAgent> ofEnvironment() {
        return Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .filter(Files::exists)
                .map(SshAgent::new);
    }

    /** The first few keys; none if the agent does not answer. */
    List<Key> keys() {
        try {
            Buffer.PlainBuffer reply = ask(new Buffer.PlainBuffer().putByte(LIST_KEYS), KEYS);
            List<Key> keys = new ArrayList<>();
            for (int left = reply.readUInt32AsInt(); left > 0 && keys.size() < MAX_KEYS; left--) {
                byte[] blob = reply.readStringAsBytes();
                reply.readString();
                keys.add(new Key(blob));
            }
            return keys;
        } catch (IOException e) {
            LOG.debug("the ssh-agent at {} gives no keys", socket, e);
            return List.of();
        }
    }

    /** A signature in the wire format. */
    byte[] sign(Key key, byte[] data, int flags) throws IOException {
        Buffer.PlainBuffer request = new Buffer.PlainBuffer()
                .putByte(SIGN)
                .putString(key.blob())
                .putString(data)
                .putUInt32(flags);
        return ask(request, SIGNATURE).readStringAsBytes();
    }

    private Buffer.PlainBuffer ask(Buffer.PlainBuffer request, byte expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            byte[] body = request.getCompactData();
            ByteBuffer out = ByteBuffer.allocate(Integer.BYTES + body.length)
                    .putInt(body.length)
                    .put(body)
                    .flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            int length = read(channel, Integer.BYTES).getInt();
            if (length < 1 || length > MAX_REPLY) {
                throw new IOException("the ssh-agent gives a reply of " + length + " bytes");
            }
            Buffer.PlainBuffer reply =
                    new Buffer.PlainBuffer(read(channel, length).array());
            if (reply.readByte() != expected) {
                throw new IOException("the ssh-agent refuses");
            }
            return reply;
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the ssh-agent hung up");
            }
        }
        return bytes.flip();
    }
}
