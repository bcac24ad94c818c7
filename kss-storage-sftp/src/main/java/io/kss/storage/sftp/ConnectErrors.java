package io.kss.storage.sftp;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import net.schmizz.sshj.userauth.UserAuthException;

/** Says what it means that a connection could not be made, and what to do about it. */
final class ConnectErrors {

    private final SftpSettings settings;
    private final String store;

    ConnectErrors(SftpSettings settings) {
        this.settings = settings;
        this.store = settings.displayName();
    }

    StorageException hostKey(String refusal) {
        return new StorageException(store + ": " + refusal);
    }

    StorageException knownHosts(IOException e) {
        return new StorageException(store + ": the known hosts can't be read: " + e.getMessage(), e);
    }

    /** @param answered whether the server already refused a way to log in */
    StorageException explain(Exception e, boolean answered) {
        if (e instanceof StorageException known) {
            return known;
        }
        SftpSettings.Server server = settings.server();
        String where = server.host() + " port " + server.port();
        if (e instanceof UserAuthException && answered) {
            return new AccessDeniedStorageException(
                    store + ": the server does not let " + server.user() + " in. Tried: "
                            + settings.identity().means() + ". Check that the public key is in"
                            + " ~/.ssh/authorized_keys there, or the password, and the user's name",
                    e);
        }
        if (e instanceof UnknownHostException) {
            return new TransientStorageException(
                    store + ": there is no host called " + server.host() + "; check 'host' and the network", e);
        }
        if (e instanceof ConnectException) {
            return new TransientStorageException(
                    store + ": nobody answers on " + where + " (" + e.getMessage()
                            + "); check that the server is up, and 'host' and 'port'",
                    e);
        }
        if (e instanceof SocketTimeoutException || e instanceof NoRouteToHostException) {
            return new TransientStorageException(store + ": " + where + " can't be reached: " + e.getMessage(), e);
        }
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unable to reach a settlement")) {
            return new StorageException(
                    store + ": the server offers no algorithms that are safe and known here: " + message, e);
        }
        return new TransientStorageException(store + ": can't connect to " + where + ": " + message, e);
    }

    StorageException noSftp(IOException e) {
        return new StorageException(
                store + ": the server lets us in but offers no SFTP (" + e.getMessage()
                        + "). Switch its SFTP service on (OpenSSH: 'Subsystem sftp internal-sftp' in sshd_config), and"
                        + " make sure that no start-up file of the user's shell prints anything",
                e);
    }
}
