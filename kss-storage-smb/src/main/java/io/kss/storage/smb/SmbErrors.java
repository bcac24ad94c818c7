package io.kss.storage.smb;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import jcifs.util.transport.ConnectionTimeoutException;
import jcifs.util.transport.RequestTimeoutException;

/** Tells what a failure of a request means. */
final class SmbErrors {

    private final SmbSettings settings;
    private final String store;
    private volatile boolean closed;

    SmbErrors(SmbSettings settings) {
        this.settings = settings;
        this.store = settings.displayName();
    }

    /** From now on a lost connection means that the store was closed. */
    void closed() {
        closed = true;
    }

    void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(store + ": this store is closed");
        }
    }

    String store() {
        return store;
    }

    /** The fitting exception for a failure that left nothing behind. */
    StorageException explain(String doing, IOException e) {
        if (e instanceof StorageException known) {
            return known;
        }
        if (e instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
            return new TransientStorageException(store + ": interrupted while trying to " + doing, e);
        }
        if (!Status.answered(e)) {
            return closed
                    ? new StorageException(store + ": this store is closed", e)
                    : new TransientStorageException(store + ": can't " + doing + ": " + unanswered(e), e);
        }
        return refused(store + ": can't " + doing + ": ", e);
    }

    private StorageException refused(String message, IOException e) {
        if (Status.isLogon(e)) {
            return new AccessDeniedStorageException(
                    message + "the server refuses the login" + who() + ": " + answer(e)
                            + " (check user, password and domain)",
                    e);
        }
        if (Status.isFull(e)) {
            return new StoreFullException(message + "the share is full (free some room there and repeat)", e);
        }
        if (Status.isDenied(e)) {
            return new AccessDeniedStorageException(
                    message + "access denied" + who() + " (check that this user may write to the share and the folder)",
                    e);
        }
        if (Status.is(e, Status.BAD_NETWORK_NAME)) {
            return new StorageException(
                    message + "the server has no share '" + settings.share() + "' (check its name on the NAS)", e);
        }
        return Status.isPassing(e)
                ? new TransientStorageException(message + answer(e), e)
                : new StorageException(message + answer(e), e);
    }

    private String who() {
        return settings.user().map(user -> " of user '" + user.name() + "'").orElse(" of a guest");
    }

    private static String answer(IOException e) {
        return "the server answers '" + e.getMessage() + "'";
    }

    /** Why a request got no answer; jcifs wraps the reason several times. */
    String unanswered(IOException e) {
        Throwable reason = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            reason = cause;
            if (cause instanceof UnknownHostException) {
                return "no host is known by the name '" + settings.host() + "' (check the name, or the network)";
            }
            if (cause instanceof RequestTimeoutException) {
                return "the server gave no answer within " + settings.timeout().toSeconds() + " s";
            }
            if (cause instanceof ConnectionTimeoutException || cause instanceof SocketTimeoutException) {
                return "no connection to port " + settings.port() + " within "
                        + settings.connectTimeout().toSeconds() + " s (is the NAS on?)";
            }
            if (cause instanceof ConnectException) {
                return "no connection to port " + settings.port() + ": " + cause.getMessage()
                        + " (is the NAS on, and its SMB service?)";
            }
        }
        return reason instanceof NotSentException
                ? "the connection was lost"
                : "the connection was lost: " + brief(reason);
    }

    private static String brief(Throwable reason) {
        String text = String.valueOf(reason.getMessage());
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }
}
