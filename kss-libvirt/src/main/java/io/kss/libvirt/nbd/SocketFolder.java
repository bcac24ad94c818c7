package io.kss.libvirt.nbd;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A private folder for one server's socket. Its owner holds a lock on a file in it for as long as it lives, so that a
 * folder without a living owner can be told and its server ended: a server that was started but never got through a
 * handshake would otherwise wait, and hold its image, for ever.
 */
final class SocketFolder implements AutoCloseable {

    private static final String PREFIX = "kss-nbd-";
    private static final String OURS = PREFIX + ProcessHandle.current().pid() + "-";
    private static final String LOCK = "owner";
    private static final String SOCKET = "socket";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final FileChannel lock;

    private SocketFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static SocketFolder create() throws IOException {
        releaseAbandoned();
        Path folder = Files.createTempDirectory(parent(), OURS);
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

    /** Ends the servers of processes that died, and returns when they have let go of their images. */
    static void releaseAbandoned() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent(), PREFIX + "*")) {
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
            if (owner.tryLock() != null) {
                if (serversOf(folder).allMatch(SocketFolder::end)) {
                    remove(folder);
                }
            } else if (ownerIsGone(folder)) {
                // Another process is ending its server right now; the image is free when that has happened.
                boolean unused = serversOf(folder).allMatch(SocketFolder::hasEnded);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // another user's, or one being created or removed right now: not ours to release
        }
    }

    /** Found by what it was started with: a server that nobody has met yet can't be told to go in any other way. */
    private static Stream<ProcessHandle> serversOf(Path folder) {
        String option = socketOption(folder.resolve(SOCKET));
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(List::of)
                        .orElse(List.of())
                        .contains(option));
    }

    /** By the process number in its name. */
    private static boolean ownerIsGone(Path folder) {
        String pid =
                String.valueOf(folder.getFileName()).substring(PREFIX.length()).replaceFirst("-.*", "");
        return !pid.matches("\\d{1,18}")
                || ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }

    /** Lets it write what it holds, and waits for its end; whether it did end. */
    private static boolean end(ProcessHandle server) {
        server.destroy();
        return hasEnded(server);
    }

    /** Waits for its end, for a while. */
    private static boolean hasEnded(ProcessHandle server) {
        try {
            server.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** What tells a server which socket is its own. */
    static String socketOption(Path socket) {
        return "--socket=" + socket;
    }

    private static void remove(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(SOCKET));
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
    }
}
