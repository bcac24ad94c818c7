package io.kss.libvirt.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The fixed newstyle handshake, asking for the default export without structured replies. */
final class NbdHandshake {

    private static final long GREETING = 0x4e42444d41474943L;
    private static final long OPTION = 0x49484156454F5054L;
    private static final long OPTION_REPLY = 0x3e889045565a9L;

    private static final int FIXED_NEWSTYLE = 1;
    private static final int NO_ZEROES = 2;

    private static final int GO = 7;

    private static final int REPLY_ACK = 1;
    private static final int REPLY_INFO = 3;
    private static final int INFO_EXPORT = 0;

    private static final int LARGEST_REPLY = 64 * 1024;

    private NbdHandshake() {}

    /** Returns the size of the export in bytes. */
    static long of(SocketChannel channel) throws IOException {
        ByteBuffer greeting = receive(channel, 18);
        if (greeting.getLong() != GREETING || greeting.getLong() != OPTION) {
            throw new IOException("what answers on the socket is not an NBD server");
        }
        if ((greeting.getShort() & FIXED_NEWSTYLE) == 0) {
            throw new IOException("the NBD server is too old: it lacks the fixed newstyle handshake");
        }
        ByteBuffer choice = ByteBuffer.allocate(4 + 16 + 6);
        choice.putInt(FIXED_NEWSTYLE | NO_ZEROES);
        choice.putLong(OPTION).putInt(GO).putInt(6);
        choice.putInt(0).putShort((short) 0);
        NbdConnection.drain(channel, choice.flip());
        return exportSize(channel);
    }

    private static long exportSize(SocketChannel channel) throws IOException {
        long size = -1;
        while (true) {
            ByteBuffer reply = receive(channel, 20);
            if (reply.getLong() != OPTION_REPLY || reply.getInt() != GO) {
                throw new IOException("the NBD server does not answer the question that was asked");
            }
            int type = reply.getInt();
            int length = reply.getInt();
            if (length < 0 || length > LARGEST_REPLY) {
                throw new IOException("the NBD server sends a reply of impossible length");
            }
            ByteBuffer data = receive(channel, length);
            if (type == REPLY_ACK && size >= 0) {
                return size;
            } else if (type == REPLY_INFO && length >= 10 && data.getShort() == INFO_EXPORT) {
                size = data.getLong();
            } else if (type != REPLY_INFO) {
                throw new IOException("the NBD server refuses the export (reply " + Integer.toHexString(type) + ")");
            }
        }
    }

    private static ByteBuffer receive(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        NbdConnection.fill(channel, buffer);
        return buffer.flip();
    }
}
