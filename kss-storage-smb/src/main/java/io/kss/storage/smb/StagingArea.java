package io.kss.storage.smb;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where files are written before they become objects: a folder of the store whose name no key can have. It is made,
 * tried out and swept before the first file is written. Thread-safe; its methods block in the calling thread.
 */
final class StagingArea {

    /** How long a file that nobody holds open is left alone, by the server's clock. */
    static final Duration GRACE = Duration.ofHours(24);

    private static final Logger LOG = LoggerFactory.getLogger(StagingArea.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LOCKS = 256;
    private static final String PUT = "put-";

    private final Folders folders;
    private final String folder;
    private final boolean links;
    private @Nullable Exclusion exclusion;

    /** @param links whether hard links may be used where the server has them */
    StagingArea(SmbSettings settings, Folders folders, boolean links) {
        this.folders = folders;
        this.folder = settings.inShare(".staging");
        this.links = links;
    }

    /**
     * Makes the area ready, once.
     *
     * @throws StorageException if the server can't create exclusively
     */
    synchronized Exclusion prepare(Connection connection) throws IOException {
        Exclusion known = exclusion;
        if (known != null) {
            return known;
        }
        Share share = new Share(connection);
        folders.ensure(share, folder);
        String free = folder + "\\" + PUT + randomName();
        Exclusion proven = Exclusion.prove(connection, free, links);
        sweep(share, free);
        exclusion = proven;
        return proven;
    }

    /** A new file that nobody else can write or delete. */
    StagedFile create(Workers workers, Connection connection) throws IOException {
        Exclusion proven = prepare(connection);
        String path = folder + "\\" + PUT + randomName();
        return new StagedFile(workers, RemoteFile.creating(connection, path), proven);
    }

    /** The file to lock by whoever wants the name of a key. */
    String lock(ObjectKey key) {
        return folder + "\\lock-" + Math.floorMod(key.value().hashCode(), LOCKS);
    }

    /** Removes the files of writers that died: old ones that no client has open, which the server sees to. */
    private void sweep(Share share, String free) throws IOException {
        long now;
        try (RemoteFile clock = RemoteFile.creating(share.connection(), free)) {
            now = clock.lastWritten();
            clock.deleteOnClose();
        }
        for (Share.Entry entry : share.list(folder)) {
            if (!entry.folder() && entry.name().startsWith(PUT) && entry.lastWritten() < now - GRACE.toMillis()) {
                sweepOne(share, folder + "\\" + entry.name());
            }
        }
    }

    private static void sweepOne(Share share, String path) throws IOException {
        try {
            share.delete(path);
            LOG.info("removed {}, left behind by a writer that died", path);
        } catch (IOException e) {
            if (!Status.answered(e)) {
                throw e;
            }
            // Somebody holds it, or it is not ours to remove: it stays until a sweep succeeds.
            LOG.debug("can't sweep {}", path, e);
        }
    }

    private static String randomName() {
        byte[] name = new byte[16];
        RANDOM.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }
}
