package io.kss.storage.sftp;

import io.kss.spi.storage.SourceStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is written before it becomes an object. Closing removes it, if it can be reached. */
final class StagedFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagedFile.class);
    private static final int MAX_UNCONFIRMED = 64;

    private final SftpSession session;
    private final SftpChannel channel;
    private final String path;
    private final Deque<SftpChannel.Pending> unconfirmed = new ArrayDeque<>();
    private final byte[] handle;
    private boolean open = true;
    private boolean there = true;

    private StagedFile(SftpSession session, String path, byte[] handle) {
        this.session = session;
        this.channel = session.channel();
        this.path = path;
        this.handle = handle;
    }

    static StagedFile create(SftpSession session, String path) throws IOException {
        return new StagedFile(session, path, session.open(path, OpenMode.WRITE, OpenMode.CREAT, OpenMode.EXCL));
    }

    String path() {
        return path;
    }

    /** Writes the whole source; down to the disk, where the server can tell its own to. */
    void write(SourceStream in, long length) throws IOException {
        for (long position = 0; position < length; ) {
            int count = (int) Math.min(session.largestWrite(), length - position);
            Request request = channel.request(PacketType.WRITE)
                    .putBytes(handle)
                    .putUInt64(position)
                    .putUInt32(count);
            request.ensureCapacity(count);
            fill(in, request, count);
            confirmSome(request.available() + Integer.BYTES);
            unconfirmed.add(channel.send(request));
            position += count;
        }
        if (length == 0 && in.read() >= 0) {
            throw new IOException("the source has more than nothing");
        }
        finish();
    }

    private static void fill(SourceStream in, Request request, int count) throws IOException {
        for (int left = count; left > 0; ) {
            int read = in.read(request.array(), request.wpos(), left);
            if (read < 0) {
                throw new EOFException("the source ended early");
            }
            request.wpos(request.wpos() + read);
            left -= read;
        }
    }

    /** So that a full disk is noticed soon, and no request has to wait half sent. */
    private void confirmSome(int toSend) throws IOException {
        while (!unconfirmed.isEmpty()
                && (unconfirmed.element().isHere()
                        || unconfirmed.size() >= MAX_UNCONFIRMED
                        || !channel.hasRoomFor(toSend))) {
            channel.awaitOk(unconfirmed.remove());
        }
    }

    private void finish() throws IOException {
        if (channel.offers(SftpSession.SYNC)) {
            unconfirmed.add(session.sendSync(handle));
        }
        unconfirmed.add(session.sendClose(handle));
        open = false;
        while (!unconfirmed.isEmpty()) {
            channel.awaitOk(unconfirmed.remove());
        }
    }

    /** The file is an object now, and has no other name. */
    void moved() {
        there = false;
    }

    @Override
    public void close() {
        if (!channel.connection().isAlive()) {
            return;
        }
        try {
            if (open) {
                session.sendClose(handle);
            }
            if (there) {
                session.sendRemove(path);
            }
        } catch (IOException e) {
            // What became of the put does not depend on it, and a sweep will find it.
            LOG.debug("can't remove {}", path, e);
        }
    }
}
