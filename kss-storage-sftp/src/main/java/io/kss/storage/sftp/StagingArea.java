package io.kss.storage.sftp;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import org.jspecify.annotations.Nullable;

/**
 * Where files are written before they become objects: a folder within the store, so that a link or rename leads from
 * there to any key, whose name no key can have. It is made, tried out and swept before the first file is written.
 * Thread-safe.
 */
final class StagingArea {

    /** No key starts with a dot. */
    private static final String NAME = ".staging";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String root;
    private final String folder;
    private @Nullable Powers powers;

    StagingArea(String root) {
        this.root = root;
        this.folder = root + "/" + NAME;
    }

    /**
     * Makes the area ready, once.
     *
     * @throws StorageException if the server can't create exclusively there
     */
    synchronized Powers prepare(SftpSession session) throws IOException {
        Powers known = powers;
        if (known != null) {
            return known;
        }
        makeFolder(session);
        Powers proven = Powers.prove(session, root, folder + "/proof-" + randomName());
        StagingSweep.sweep(session, folder, proven.serverSeconds());
        powers = proven;
        return proven;
    }

    /** A new file that nobody else writes to. */
    StagedFile create(SftpSession session) throws IOException {
        prepare(session);
        try {
            return StagedFile.create(session, folder + "/put-" + randomName());
        } catch (Refused e) {
            if (e.notFound()) {
                throw new StorageException(
                        "the folder " + folder + " is gone from the server; was the disk of the store unmounted?", e);
            }
            throw e;
        }
    }

    private void makeFolder(SftpSession session) throws IOException {
        try {
            session.channel().awaitOk(session.sendMakeFolder(folder));
        } catch (Refused e) {
            FileAttributes there = session.look(folder).orElseThrow(() -> e);
            if (there.getType() != FileMode.Type.DIRECTORY) {
                throw new StorageException("'" + folder + "' is in the way on the server: it is no folder", e);
            }
        }
    }

    private static String randomName() {
        byte[] name = new byte[16];
        RANDOM.nextBytes(name);
        return HexFormat.of().formatHex(name);
    }
}
