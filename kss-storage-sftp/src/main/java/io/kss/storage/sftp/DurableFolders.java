package io.kss.storage.sftp;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;

/**
 * Folders of a store whose names survive a power cut, where the server can see to that. A folder that is found is not
 * trusted to be durable: whoever made it may not have got that far yet. Folders are never removed. Thread-safe.
 */
final class DurableFolders {

    private final String root;
    private final Set<String> durable = ConcurrentHashMap.newKeySet();

    DurableFolders(String root) {
        this.root = root;
    }

    /** Makes sure that a folder is there, with all above it up to the root. */
    void ensure(SftpSession session, String folder, Powers powers) throws IOException {
        if (folder.equals(root) || durable.contains(folder)) {
            return;
        }
        String parent = folder.substring(0, folder.lastIndexOf('/'));
        ensure(session, parent, powers);
        try {
            session.channel().awaitOk(session.sendMakeFolder(folder));
        } catch (Refused e) {
            FileAttributes there = session.look(folder).orElseThrow(() -> e);
            if (there.getType() != FileMode.Type.DIRECTORY) {
                throw new StorageException("'" + folder + "' is an object already, so there can be none below it", e);
            }
        }
        sync(session, parent, powers);
        durable.add(folder);
    }

    /** Forgets what is known, because somebody removed folders. */
    void forget() {
        durable.clear();
    }

    static void sync(SftpSession session, String folder, Powers powers) throws IOException {
        if (powers.syncsFolders()) {
            session.syncFolder(folder);
        }
    }
}
