package io.kss.storage.sftp;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.Response.StatusCode;

/** Reads a range of an open file, asking far ahead. Owns its session until its end or {@link #close}. */
final class RangeStream extends InputStream {

    static final int LARGEST_READ = 255 << 10;
    private static final int READS_AHEAD = 24;

    private final ConnectionPool pool;
    private final SftpErrors errors;
    private final SftpSession session;
    private final String object;
    private final byte[] handle;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private long next;
    private long end;
    private int largest;
    private byte[] data = new byte[0];
    private int from;
    private int to;
    private boolean ended;
    private boolean closed;

    private record Asked(long position, int count, SftpChannel.Pending answer) {}

    private RangeStream(
            ConnectionPool pool, SftpErrors errors, SftpSession session, String object, byte[] handle, int largest) {
        this.pool = pool;
        this.errors = errors;
        this.session = session;
        this.object = object;
        this.handle = handle;
        this.largest = largest;
    }

    /**
     * The stream takes the session over, unless this throws.
     *
     * @param largest how many bytes to ask for at once, at first
     */
    static RangeStream open(
            ConnectionPool pool,
            SftpErrors errors,
            SftpSession session,
            String object,
            byte[] handle,
            ByteRange range,
            int largest)
            throws IOException {
        RangeStream stream = new RangeStream(pool, errors, session, object, handle, largest);
        stream.start(range);
        return stream;
    }

    /** The first bytes are asked for together with the size, to save a round trip on small objects. */
    private void start(ByteRange range) throws IOException {
        SftpChannel channel = session.channel();
        SftpChannel.Pending looked =
                channel.send(channel.request(PacketType.FSTAT).putBytes(handle));
        next = range.offset();
        end = range.toEnd() ? Long.MAX_VALUE : range.offset() + range.length();
        if (next < end) {
            ask();
        }
        FileAttributes file = channel.await(looked, PacketType.ATTRS).readFileAttributes();
        if (!SftpSession.isObject(file)) {
            throw new ObjectNotFoundException(object + " is a folder, not an object");
        }
        end = range.toEnd() ? file.getSize() : end;
        if (range.offset() > file.getSize() || end > file.getSize()) {
            throw new StoreCorruptException(object + " has " + file.getSize() + " bytes, too few to read from "
                    + range.offset() + " to " + end);
        }
        if (next > end) {
            Asked first = asked.remove();
            int count = (int) (end - first.position());
            next = end;
            if (count > 0) {
                asked.add(new Asked(first.position(), count, first.answer()));
            }
        }
    }

    private void ask() throws IOException {
        int count = (int) Math.min(largest, end - next);
        asked.add(new Asked(next, count, send(next, count)));
        next += count;
    }

    private SftpChannel.Pending send(long position, int count) throws IOException {
        return session.channel()
                .send(session.channel()
                        .request(PacketType.READ)
                        .putBytes(handle)
                        .putUInt64(position)
                        .putUInt32(count));
    }

    @Override
    public int read() throws StorageException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws StorageException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (closed) {
            throw new StorageException(object + ": this stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (from == to && !fetch()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(data, from, target, offset, count);
        from += count;
        return count;
    }

    @Override
    public int available() {
        return closed ? 0 : to - from;
    }

    /** Has the next bytes at hand, or returns false at the end. */
    private boolean fetch() throws StorageException {
        if (ended) {
            return false;
        }
        try {
            while (next < end && asked.size() < READS_AHEAD) {
                ask();
            }
            if (asked.isEmpty()) {
                giveBack();
                return false;
            }
            take(asked.remove());
            return true;
        } catch (IOException e) {
            throw errors.explain("read " + object, e);
        }
    }

    private void take(Asked part) throws IOException {
        Response response = session.channel().await(part.answer());
        if (response.getType() == PacketType.STATUS) {
            Refused refused = SftpChannel.refusal(response);
            throw refused.code() == StatusCode.EOF ? endsEarly(part.position()) : refused;
        }
        int count = Math.min(response.readUInt32AsInt(), part.count());
        if (response.getType() != PacketType.DATA || count <= 0 || count > response.available()) {
            throw endsEarly(part.position());
        }
        if (count < part.count()) {
            // The server gives less at a time: the rest comes next, and from now on we ask for as much as it gives.
            long rest = part.position() + count;
            asked.addFirst(new Asked(rest, part.count() - count, send(rest, part.count() - count)));
            largest = Math.min(largest, count);
        }
        data = response.array();
        from = response.rpos();
        to = from + count;
    }

    private StoreCorruptException endsEarly(long position) {
        return new StoreCorruptException(object + " ends after " + position + " bytes, before " + end);
    }

    private void giveBack() {
        if (!ended) {
            ended = true;
            SftpBackend.closeQuietly(session, handle);
            pool.release(session);
        }
    }

    @Override
    public void close() {
        closed = true;
        giveBack();
    }
}
