package io.kss.storage.smb;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An object that is open to be read. */
record OpenedObject(RemoteFile file) implements Workers.Releasable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenedObject.class);

    @Override
    public void release() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("can't close an object", e);
        } finally {
            file.connection().release();
        }
    }
}
