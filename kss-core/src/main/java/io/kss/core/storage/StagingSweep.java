package io.kss.core.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the staging files of writers that died. A file goes only if this process is not writing it, it has not changed
 * for a long time by the store's own clock, and no process holds its lock. Where all that errs, the writer's put fails
 * without effect: an object is a link of its own, which no sweep touches.
 */
final class StagingSweep {

    private static final Logger LOG = LoggerFactory.getLogger(StagingSweep.class);

    private StagingSweep() {}

    static void sweep(Path folder, Instant unchangedSince) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                sweepOne(file, unchangedSince);
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            LOG.debug("can't sweep {}", folder, e);
        }
    }

    private static void sweepOne(Path file, Instant unchangedSince) {
        try {
            if (LiveFiles.contains(file) || !isOld(file, unchangedSince)) {
                return;
            }
            // Read-only and shared: the file may be a second name of an object, whose permissions must stay.
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                    FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
                if (lock != null && Files.deleteIfExists(file)) {
                    LOG.info("removed {}, left behind by a writer that died", file);
                }
            }
        } catch (IOException | java.nio.channels.OverlappingFileLockException e) {
            // Not ours to remove, or gone already: it stays until a sweep succeeds.
            LOG.debug("can't sweep {}", file, e);
        }
    }

    private static boolean isOld(Path file, Instant unchangedSince) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isRegularFile()
                && attributes.lastModifiedTime().toInstant().isBefore(unchangedSince);
    }
}
