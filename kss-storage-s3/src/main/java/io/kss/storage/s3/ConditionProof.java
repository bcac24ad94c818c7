package io.kss.storage.s3;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Shows, before the first exclusive create of a session, that the server does not ignore {@code If-None-Match}: some do,
 * and would let two hosts overwrite each other's work without a word. It tries to create an object that stays there for
 * this purpose, hidden from listings; so it costs one small request. Thread-safe.
 */
final class ConditionProof {

    private static final byte[] TEXT =
            "kss creates this object again and again, and expects the server to refuse that.\n"
                    .getBytes(StandardCharsets.UTF_8);

    private final S3Session session;
    private final SinglePut puts;
    private volatile boolean done;

    ConditionProof(S3Session session, SinglePut puts) {
        this.session = session;
        this.puts = puts;
    }

    /** @throws StorageException if the server creates what is there already */
    synchronized void require() throws StorageException {
        if (done) {
            return;
        }
        if (created()) {
            requireRefusal();
        }
        done = true;
    }

    private void requireRefusal() throws StorageException {
        if (created()) {
            throw refusal(session.place(), null);
        }
    }

    private boolean created() throws StorageException {
        try {
            puts.put(
                    session.place().hidden("exclusive"),
                    "prove that the server creates exclusively",
                    ObjectSource.of(TEXT),
                    PutCondition.IF_ABSENT);
            return true;
        } catch (ObjectExistsException e) {
            return false;
        } catch (OutcomeUnknownException e) {
            // Unknown is the fate of this object only, which matters to nobody.
            throw new TransientStorageException(
                    session.place() + ": no answer came to the proof that the server creates exclusively", e);
        }
    }

    static StorageException refusal(Place place, @Nullable Exception cause) {
        return new StorageException(
                place + " can't hold a repository: the server ignores or refuses 'If-None-Match: *', so two hosts could"
                        + " overwrite each other's work (use a server that honours it, or reach the same NAS by SFTP"
                        + " or SMB)",
                cause);
    }
}
