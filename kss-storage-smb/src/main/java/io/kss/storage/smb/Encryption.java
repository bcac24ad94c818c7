package io.kss.storage.smb;

import io.kss.spi.storage.AccessDeniedStorageException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import jcifs.context.BaseContext;
import jcifs.smb.SmbUnsupportedOperationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells why a server denied access: whoever can't encrypt gets the same answer as whoever has no rights. To one that claims
 * to be able to, a server that insists says so, or lets it in.
 */
final class Encryption {

    private static final Logger LOG = LoggerFactory.getLogger(Encryption.class);

    private Encryption() {}

    /** Whether the server lets in only those who encrypt; blocks. */
    static boolean isDemanded(SmbSettings settings) {
        BaseContext claiming = null;
        try {
            claiming = Contexts.base(settings, true);
            Connection.open(settings, Contexts.of(settings, claiming), new AtomicInteger())
                    .close();
            return true;
        } catch (SmbUnsupportedOperationException e) {
            LOG.debug("the session is to be encrypted", e);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("denied also with encryption", e);
            return false;
        } finally {
            if (claiming != null) {
                try {
                    claiming.close();
                } catch (IOException e) {
                    LOG.debug("can't close", e);
                }
            }
        }
    }

    static AccessDeniedStorageException refused(String store, IOException e) {
        return new AccessDeniedStorageException(
                store
                        + ": this share demands SMB3 encryption, which kss can't do. Turn it off for this share on the NAS"
                        + " (Samba: 'smb encrypt = desired' or 'off'; kss signs every request, and can encrypt the"
                        + " repository itself), or reach the NAS by sftp",
                e);
    }
}
