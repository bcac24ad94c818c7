package io.kss.libvirt.nbd;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A private folder for one server's socket. Its owner holds a lock on a file in it for as long as it lives, so that a
 * folder without a living owner can be told and its server released: a server that was started but never connected to
 * would otherwise wait, and hold its image, for ever.
 */
final class SocketFolder implements AutoCloseable {

    private static final String PREFIX = "kss-nbd-";
    private static final String OURS = PREFIX + ProcessHandle.current().pid() + "-";
    private static final String LOCK = "owner";
    private static final String SOCKET = "socket";
    private static final Duration STARTING = Duration.ofMinutes(1);

    private final Path folder;
    private final FileChannel lock;

    private SocketFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static SocketFolder create() throws IOException {
        Path parent = parent();
        releaseAbandoned(parent);
        Path folder = Files.createTempDirectory(parent, OURS);
        // locked before it has its name, so that nobody finds it unlocked while its owner lives
        Path unnamed = folder.resolve(LOCK + ".new");
        FileChannel lock = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        lock.lock();
        Files.move(unnamed, folder.resolve(LOCK));
        return new SocketFolder(folder, lock);
    }

    Path socket() {
        return folder.resolve(SOCKET);
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            remove(folder);
        }
    }

    /** The name of a unix socket has room for some hundred characters only. */
    private static Path parent() {
        Path preferred = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
        return preferred.toString().length() > 60 ? Path.of("/tmp") : preferred;
    }

    private static void releaseAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                // closing a second handle of a file of this process would drop this process's own lock on it
                if (!String.valueOf(folder.getFileName()).startsWith(OURS)) {
                    releaseIfAbandoned(folder);
                }
            }
        }
    }

    private static void releaseIfAbandoned(Path folder) {
        try (FileChannel owner = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            if (owner.tryLock() != null && (visited(folder.resolve(SOCKET)) || isOld(folder))) {
                remove(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // another user's, or one being created or removed right now: not ours to release
        }
    }

    /** A server that is not persistent ends when its last client leaves, but only one that came to terms with it. */
    private static boolean visited(Path socket) {
        try (NbdConnection connection = NbdConnection.open(socket)) {
            return true;
        } catch (IOException e) {
            // nobody listens any more, or not yet: the owner may have died while its server was starting
            return false;
        }
    }

    private static boolean isOld(Path folder) throws IOException {
        Instant changed = Files.getLastModifiedTime(folder).toInstant();
        return changed.isBefore(Instant.now().minus(STARTING));
    }

    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(SOCKET));
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
    }
}
