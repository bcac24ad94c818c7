package io.kss.storage.sftp;

import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;

/**
 * The server's file operations, as far as a store needs them. A failure is {@link Refused}, or the connection's. For one
 * thread at a time.
 */
final class SftpSession {

    static final String LINK = "hardlink";
    static final String REPLACE = "posix-rename";
    static final String SYNC = "fsync";
    private static final String SPACE = "statvfs";
    private static final long READ_ONLY = 1;

    private final SftpChannel channel;
    private final int largestWrite;

    SftpSession(SftpChannel channel, int largestWrite) {
        this.channel = channel;
        this.largestWrite = largestWrite;
    }

    SftpChannel channel() {
        return channel;
    }

    /** How many bytes one write may carry. */
    int largestWrite() {
        return largestWrite;
    }

    /** What has a name, without following a link; or empty if nothing has. */
    Optional<FileAttributes> look(String path) throws IOException {
        try {
            return Optional.of(channel.await(channel.send(named(PacketType.LSTAT, path)), PacketType.ATTRS)
                    .readFileAttributes());
        } catch (Refused e) {
            if (e.notFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean isObject(FileAttributes attributes) {
        return attributes.getType() == FileMode.Type.REGULAR;
    }

    /** The same path, absolute and without links. */
    String canonical(String path) throws IOException {
        Response names = channel.await(channel.send(named(PacketType.REALPATH, path)), PacketType.NAME);
        if (names.readUInt32AsInt() != 1) {
            throw new IOException("the server answers with several names for one");
        }
        return names.readString();
    }

    FileAttributes follow(String path) throws IOException {
        return channel.await(channel.send(named(PacketType.STAT, path)), PacketType.ATTRS)
                .readFileAttributes();
    }

    SftpChannel.Pending sendOpen(String path, OpenMode... modes) throws IOException {
        int mask = OpenMode.toMask(Set.of(modes));
        return channel.send(named(PacketType.OPEN, path).putUInt32(mask).putFileAttributes(FileAttributes.EMPTY));
    }

    byte[] open(String path, OpenMode... modes) throws IOException {
        return handle(sendOpen(path, modes));
    }

    byte[] handle(SftpChannel.Pending opened) throws IOException {
        return channel.await(opened, PacketType.HANDLE).readBytes();
    }

    SftpChannel.Pending sendClose(byte[] handle) throws IOException {
        return channel.send(channel.request(PacketType.CLOSE).putBytes(handle));
    }

    SftpChannel.Pending sendSync(byte[] handle) throws IOException {
        return channel.send(channel.extended(SYNC).putBytes(handle));
    }

    /** The names below a folder are written to the disk. */
    void syncFolder(String path) throws IOException {
        byte[] handle = open(path, OpenMode.READ);
        SftpChannel.Pending synced = sendSync(handle);
        sendClose(handle);
        channel.awaitOk(synced);
    }

    /** Gives a file a second name, which must be free. */
    SftpChannel.Pending sendLink(String file, String name) throws IOException {
        return channel.send(channel.extended(LINK).putString(file).putString(name));
    }

    /** Gives a file another name, in place of whatever has it. */
    SftpChannel.Pending sendReplace(String file, String name) throws IOException {
        return channel.send(channel.extended(REPLACE).putString(file).putString(name));
    }

    SftpChannel.Pending sendRemove(String path) throws IOException {
        return channel.send(named(PacketType.REMOVE, path));
    }

    SftpChannel.Pending sendMakeFolder(String path) throws IOException {
        return channel.send(named(PacketType.MKDIR, path).putFileAttributes(FileAttributes.EMPTY));
    }

    /** The room around a path and whether it can only be read, where the server tells. */
    Optional<Room> room(String path) throws IOException {
        if (!channel.offers(SPACE)) {
            return Optional.empty();
        }
        Response reply =
                channel.await(channel.send(channel.extended(SPACE).putString(path)), PacketType.EXTENDED_REPLY);
        reply.readUInt64();
        long unit = reply.readUInt64();
        long total = reply.readUInt64() * unit;
        reply.readUInt64();
        long free = reply.readUInt64() * unit;
        for (int skipped = 0; skipped < 4; skipped++) {
            reply.readUInt64AsBigInteger();
        }
        boolean readOnly = (reply.readUInt64() & READ_ONLY) != 0;
        return Optional.of(new Room(new StoreSpace(total, Math.min(free, total)), readOnly));
    }

    /** What a server says about a file system. */
    record Room(StoreSpace space, boolean readOnly) {}

    Request named(PacketType type, String path) {
        return channel.request(type).putString(path);
    }
}
