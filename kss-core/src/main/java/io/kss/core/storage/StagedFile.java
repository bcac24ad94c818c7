package io.kss.core.storage;

import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is being written, locked against sweeps, and may become an object. Closing removes its temporary name. */
final class StagedFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagedFile.class);
    private static final int BUFFER = 256 << 10;

    private final Path file;
    private final FileChannel channel;
    private final boolean readOnly;
    private final LinkProof.Linker linker;
    private @Nullable Object identity;

    private StagedFile(Path file, FileChannel channel, boolean readOnly, LinkProof.Linker linker) {
        this.file = file;
        this.channel = channel;
        this.readOnly = readOnly;
        this.linker = linker;
    }

    static StagedFile create(Path file, boolean readOnly, LinkProof.Linker linker) throws IOException {
        LiveFiles.add(file);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            StagedFile staged = new StagedFile(file, channel, readOnly, linker);
            staged.lock();
            return staged;
        } catch (IOException e) {
            LiveFiles.remove(file);
            throw e;
        }
    }

    /** Held until the channel is closed. */
    private void lock() throws IOException {
        try {
            if (channel.tryLock() == null) {
                LOG.debug("{} is locked by somebody else", file);
            }
        } catch (IOException e) {
            if (DirectoryErrors.interrupted(e)) {
                close();
                throw e;
            }
            // A mount without locks: the sweep's patience alone protects the file.
            LOG.debug("can't lock {}", file, e);
        }
    }

    /** Writes the whole source, down to the disk. */
    void write(SourceStream source, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(BUFFER, length + 1)];
        for (int count = source.read(buffer); count >= 0; count = source.read(buffer)) {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
        channel.force(true);
        try {
            if (readOnly) {
                FilePermissions.makeReadOnly(file);
            }
            identity = identityOf(file);
        } catch (NoSuchFileException e) {
            throw swept(e);
        }
    }

    private TransientStorageException swept(NoSuchFileException e) {
        return new TransientStorageException(
                "somebody removed the staging file " + file + " before it was complete", e);
    }

    /**
     * Gives the file the name of an object that must not be there yet.
     *
     * @throws FileAlreadyExistsException if the name is taken
     * @throws NoSuchFileException if the folder of the name is not there
     */
    void linkTo(Path target) throws IOException {
        try {
            linker.link(target, file);
        } catch (FileAlreadyExistsException e) {
            if (!landedAt(target)) {
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw isThere() ? e : swept(e);
        }
    }

    /** Gives the file the name of an object, in place of any that is there. */
    void renameTo(Path target) throws IOException {
        try {
            Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            if (!landedAt(target)) {
                throw isThere() ? e : swept(e);
            }
        }
    }

    /** Network file systems may repeat a request whose reply got lost, and then report their own success as failure. */
    private boolean landedAt(Path target) throws IOException {
        Object own = identity;
        return own != null && Files.exists(target, LinkOption.NOFOLLOW_LINKS) && own.equals(identityOf(target));
    }

    private boolean isThere() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static @Nullable Object identityOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // What became of the put does not depend on it, and a sweep will find it.
            LOG.debug("can't remove {}", file, e);
        } finally {
            LiveFiles.remove(file);
        }
    }
}
