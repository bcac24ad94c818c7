package io.kss.libvirt.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * One connection to an NBD server on a unix socket: the fixed newstyle handshake, the default export, simple replies,
 * one request at a time. The protocol is specified in
 * <a href="https://github.com/NetworkBlockDevice/nbd/blob/master/doc/proto.md">doc/proto.md</a> of the NBD project.
 * Not thread-safe.
 */
final class NbdConnection implements AutoCloseable {

    /** Servers take requests of up to 32 MiB; smaller pieces keep the JDK's own buffers small. */
    private static final int PIECE = 1024 * 1024;

    private static final long LARGEST_ZERO = 1L << 30;

    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int DISCONNECT = 2;
    private static final int FLUSH = 3;
    private static final int WRITE_ZEROES = 6;

    private final SocketChannel channel;
    private final ByteBuffer header = ByteBuffer.allocateDirect(28);
    private final long size;
    private long handle;

    private NbdConnection(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.size = NbdHandshake.of(channel);
    }

    static NbdConnection open(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new NbdConnection(channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Size of the export in bytes. */
    long size() {
        return size;
    }

    void read(long offset, ByteBuffer target) throws IOException {
        int end = target.limit();
        long at = offset;
        while (target.position() < end) {
            int length = Math.min(PIECE, end - target.position());
            request(READ, at, length);
            reply();
            target.limit(target.position() + length);
            fill(channel, target);
            target.limit(end);
            at += length;
        }
    }

    void write(long offset, ByteBuffer source) throws IOException {
        int end = source.limit();
        long at = offset;
        while (source.position() < end) {
            int length = Math.min(PIECE, end - source.position());
            request(WRITE, at, length);
            source.limit(source.position() + length);
            drain(channel, source);
            source.limit(end);
            reply();
            at += length;
        }
    }

    void zero(long offset, long length) throws IOException {
        long at = offset;
        long left = length;
        while (left > 0) {
            long piece = Math.min(left, LARGEST_ZERO);
            request(WRITE_ZEROES, at, piece);
            reply();
            at += piece;
            left -= piece;
        }
    }

    void flush() throws IOException {
        request(FLUSH, 0, 0);
        reply();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            request(DISCONNECT, 0, 0);
        }
    }

    /** Closes without a farewell, wherever in a request it is. */
    void abandon() throws IOException {
        channel.close();
    }

    private void request(int command, long offset, long length) throws IOException {
        header.clear();
        header.putInt(REQUEST_MAGIC)
                .putShort((short) 0)
                .putShort((short) command)
                .putLong(++handle)
                .putLong(offset)
                .putInt((int) length)
                .flip();
        drain(channel, header);
    }

    private void reply() throws IOException {
        header.clear().limit(16);
        fill(channel, header);
        header.flip();
        int magic = header.getInt();
        int error = header.getInt();
        if (magic != REPLY_MAGIC || header.getLong() != handle) {
            throw new IOException("the NBD server sent something that is not a reply");
        }
        if (error != 0) {
            throw new IOException(NbdError.text(error));
        }
    }

    static void fill(SocketChannel channel, ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("the NBD server closed the connection");
            }
        }
    }

    static void drain(SocketChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}
