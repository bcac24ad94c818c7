package io.kss.storage.smb;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes folders, and has their names brought to the disk where the server can. Blocks in the calling thread. Thread-safe. */
final class Folders {

    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** Makes a folder of the share and those above it, unless this was done before. */
    void ensure(Share share, String path) throws IOException {
        if (!path.isEmpty() && !known.contains(path)) {
            String parent = KeyNames.parent(path);
            ensure(share, parent);
            share.makeFolder(path);
            sync(share, parent);
            known.add(path);
        }
    }

    /** Somebody removed a folder: none is known to be there any more. */
    void forget() {
        known.clear();
    }

    /** Not every server can, or lets us: then its own rhythm must do. */
    static void sync(Share share, String path) {
        try {
            share.flushFolder(path);
        } catch (IOException e) {
            LOG.debug("can't flush the folder '{}'", path, e);
        }
    }
}
