package io.kss.core.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ForwardingBackend;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import io.kss.spi.storage.TransientStorageException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on which transient failures are tried again.
 *
 * <ul>
 *   <li>An {@link OutcomeUnknownException} of an exclusive create is never retried: it may still take effect. That of
 *       any other put is: a key that is put without a condition always gets the same bytes, so that it does not matter
 *       which of two puts lands last.
 *   <li>An exclusive create that finds the key taken at a later attempt ends with {@link OutcomeUnknownException}: the
 *       object may be its own, from an attempt that was wrongly believed to have had no effect.
 *   <li>A read that breaks off goes on at the byte where it stopped.
 *   <li>A listing is gathered in memory before any of it is handed out, so that none of it comes twice.
 *   <li>Interrupting a thread that waits ends it with {@link TransientStorageException} and the flag set.
 * </ul>
 *
 * Thread-safe if the random generator is.
 */
public final class RetryingBackend extends ForwardingBackend {

    private static final Logger LOG = LoggerFactory.getLogger(RetryingBackend.class);

    private final RetryPolicy policy;
    private final Sleeper sleeper;
    private final RandomGenerator random;

    /**
     * Decorates a backend, which it closes with itself.
     *
     * @param random shortens the pauses at random
     */
    public RetryingBackend(StorageBackend delegate, RetryPolicy policy, Sleeper sleeper, RandomGenerator random) {
        super(delegate);
        this.policy = policy;
        this.sleeper = sleeper;
        this.random = random;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        boolean repeatable = condition == PutCondition.ALWAYS;
        retrying("put of " + key, repeatable, attempt -> {
            try {
                delegate().put(key, source, condition);
            } catch (ObjectExistsException e) {
                if (attempt == 1) {
                    throw e;
                }
                throw new OutcomeUnknownException(
                        "the key " + key + " is taken, perhaps by an earlier attempt of the same put", e);
            }
            return key;
        });
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return new ResumingStream(key, range, this);
    }

    /** Opens a range; for streams that go on. */
    InputStream open(ObjectKey key, ByteRange range) throws StorageException {
        return retrying("read of " + key, attempt -> delegate().read(key, range));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return retrying("look at " + key, attempt -> delegate().stat(key));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        return retrying("listing of '" + prefix + "'", attempt -> {
                    try (Stream<ObjectInfo> objects = delegate().list(prefix)) {
                        return objects.toList();
                    } catch (UncheckedIOException e) {
                        throw e.getCause() instanceof StorageException cause ? cause : unexpected(e);
                    }
                })
                .stream();
    }

    private static StorageException unexpected(UncheckedIOException e) {
        return new StorageException("the listing failed: " + e.getMessage(), e);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        retrying("deletion of " + key, attempt -> {
            delegate().delete(key);
            return key;
        });
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return retrying("look at the room", attempt -> delegate().space());
    }

    @FunctionalInterface
    private interface Attempt<T> {

        T run(int number) throws StorageException;
    }

    private <T> T retrying(String what, Attempt<T> work) throws StorageException {
        return retrying(what, true, work);
    }

    private <T> T retrying(String what, boolean repeatable, Attempt<T> work) throws StorageException {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.run(attempt);
            } catch (TransientStorageException e) {
                pauseAfter(attempt, what, e);
            } catch (OutcomeUnknownException e) {
                if (!repeatable) {
                    throw e;
                }
                pauseAfter(attempt, what, e);
            }
        }
    }

    /**
     * Waits before the next attempt.
     *
     * @throws E the failure itself, if there is no next attempt
     */
    <E extends StorageException> void pauseAfter(int attempt, String what, E failure) throws E {
        if (attempt >= policy.attempts() || Thread.currentThread().isInterrupted()) {
            throw failure;
        }
        LOG.debug("attempt {} of {} failed: {}", attempt, what, failure.getMessage());
        try {
            sleeper.sleep(policy.pauseAfter(attempt, random));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
            throw failure;
        }
    }
}
