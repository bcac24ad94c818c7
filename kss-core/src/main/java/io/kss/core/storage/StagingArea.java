package io.kss.core.storage;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where files are written before they become objects: a folder within the store, so that a link or rename leads from
 * there to any key, whose name no key can have. It is made, tried out and swept before the first file is written.
 * Thread-safe.
 */
final class StagingArea {

    /** No key starts with a dot. */
    private static final String NAME = ".staging";

    /** How long a file that nobody holds is left alone, by the store's clock. */
    static final Duration GRACE = Duration.ofHours(24);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final LinkProof.Linker linker;
    private @Nullable LinkProof proof;

    StagingArea(Path root, LinkProof.Linker linker) {
        this.folder = root.resolve(NAME);
        this.linker = linker;
    }

    /**
     * Makes the area ready, once.
     *
     * @throws StorageException if the file system has no hard links
     */
    synchronized LinkProof prepare() throws IOException {
        LinkProof known = proof;
        if (known != null) {
            return known;
        }
        makeFolder();
        LinkProof proven = LinkProof.of(folder.resolve("proof-" + randomName()), linker);
        StagingSweep.sweep(folder, proven.now().toInstant().minus(GRACE));
        proof = proven;
        return proven;
    }

    /** A new file that nobody else writes to. */
    StagedFile create() throws IOException {
        LinkProof proven = prepare();
        return StagedFile.create(folder.resolve("put-" + randomName()), proven.readOnlyFiles(), linker);
    }

    private void makeFolder() throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new StorageException("'" + folder + "' is in the way: it is no folder", e);
            }
        }
    }

    private static String randomName() {
        byte[] name = new byte[16];
        RANDOM.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }
}
