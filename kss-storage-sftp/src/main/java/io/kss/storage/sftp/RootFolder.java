package io.kss.storage.sftp;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.Response.StatusCode;

/** Finds the folder of a store on its server. It is never created: a folder that is missing may be an unmounted disk. */
final class RootFolder {

    private RootFolder() {}

    /** The folder's absolute path. */
    static String find(ConnectionPool pool, SftpSettings settings) throws StorageException {
        String store = settings.displayName();
        SftpSession session = pool.lease();
        try {
            if (session.follow(settings.path()).getType() != FileMode.Type.DIRECTORY) {
                throw new StorageException(store + ": this is a file, not a folder");
            }
            String canonical = session.canonical(settings.path());
            if (canonical.equals("/")) {
                throw new StorageException(store + ": the store needs a folder below the server's root");
            }
            return canonical;
        } catch (Refused e) {
            if (e.notFound()) {
                throw new StorageException(
                        store + ": there is no such folder on the server. Mount its disk, or create it with: ssh "
                                + settings.server().user() + "@"
                                + settings.server().host() + " mkdir -p '" + settings.path() + "'",
                        e);
            }
            if (e.code() == StatusCode.PERMISSION_DENIED) {
                throw new AccessDeniedStorageException(store + ": no permission to enter this folder", e);
            }
            throw new StorageException(store + ": can't look at the folder: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new SftpErrors(store, settings.path(), pool).explain("look at the folder", e);
        } finally {
            pool.release(session);
        }
    }
}
