package io.kss.storage.sftp;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was proven in a store's own folder: that a hard link to a free name works and one to a name that is taken is
 * refused, which the exclusive create rests on, and that a rename replaces.
 *
 * @param syncsFolders whether the server can write a folder's names down to the disk
 * @param serverSeconds the time by the server's clock, in seconds since 1970
 */
record Powers(boolean syncsFolders, long serverSeconds) {

    private static final Logger LOG = LoggerFactory.getLogger(Powers.class);

    private static final String WAY_OUT =
            ". Plain SFTP renames are no substitute: on some servers two writers can both win."
                    + " Use a server with OpenSSH's extensions and a folder on a file system with hard links, or reach the NAS by"
                    + " another type of store";

    /**
     * Tries it out.
     *
     * @param free a path that nobody uses, in a folder of the store
     * @throws StorageException if the server can't
     * @throws IOException if not even a file can be written there
     */
    static Powers prove(SftpSession session, String root, String free) throws IOException {
        String second = free + "-second";
        String name = free + "-name";
        try {
            long now = write(session, free, 1);
            write(session, second, 2);
            requireExtensions(session);
            proveLinks(session, free, second, name);
            return new Powers(provesFolderSync(session, root), now);
        } finally {
            if (session.channel().connection().isAlive()) {
                session.sendRemove(name);
                session.sendRemove(second);
                session.sendRemove(free);
            }
        }
    }

    private static void requireExtensions(SftpSession session) throws StorageException {
        for (String extension : new String[] {SftpSession.LINK, SftpSession.REPLACE}) {
            if (!session.channel().offers(extension)) {
                throw new StorageException("this server can't create exclusively: it does not offer " + extension
                        + "@openssh.com" + WAY_OUT);
            }
        }
    }

    /** Makes a file of a length, and tells the server's time. */
    private static long write(SftpSession session, String path, int length) throws IOException {
        SftpChannel channel = session.channel();
        byte[] handle = session.open(path, OpenMode.WRITE, OpenMode.CREAT, OpenMode.EXCL);
        SftpChannel.Pending written = channel.send(
                channel.request(PacketType.WRITE).putBytes(handle).putUInt64(0).putBytes(new byte[length]));
        SftpChannel.Pending looked =
                channel.send(channel.request(PacketType.FSTAT).putBytes(handle));
        session.sendClose(handle);
        channel.awaitOk(written);
        return channel.await(looked, PacketType.ATTRS).readFileAttributes().getMtime();
    }

    private static void proveLinks(SftpSession session, String first, String second, String name) throws IOException {
        try {
            session.channel().awaitOk(session.sendLink(first, name));
        } catch (Refused e) {
            throw new StorageException(
                    "this server can't create exclusively: it refuses hard links in this folder (" + e.getMessage()
                            + ")" + WAY_OUT,
                    e);
        }
        try {
            session.channel().awaitOk(session.sendLink(second, name));
            throw new StorageException(
                    "this server can't create exclusively: a link replaces what has its name" + WAY_OUT);
        } catch (Refused expected) {
            requireLength(session, name, 1);
        }
        session.channel().awaitOk(session.sendReplace(second, name));
        requireLength(session, name, 2);
    }

    private static void requireLength(SftpSession session, String name, long length) throws IOException {
        long found = session.look(name).map(FileAttributes::getSize).orElse(-1L);
        if (found != length) {
            throw new StorageException("this server can't create exclusively: a name leads to a file of " + found
                    + " bytes instead of " + length + WAY_OUT);
        }
    }

    private static boolean provesFolderSync(SftpSession session, String root) throws IOException {
        try {
            if (session.channel().offers(SftpSession.SYNC)) {
                session.syncFolder(root);
                return true;
            }
        } catch (Refused e) {
            LOG.debug("folders can't be synced", e);
        }
        LOG.info("this server can't be told to write names down to its disk: a power cut there may undo the last puts");
        return false;
    }
}
