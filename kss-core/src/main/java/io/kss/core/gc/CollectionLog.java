package io.kss.core.gc;

import io.kss.core.chunk.PackId;
import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The numbered garbage collections of a repository, at most one of which is unfinished. Thread-safe. */
public final class CollectionLog {

    private static final long FORMAT = 1;
    private static final String FOLDER = "gc";
    private static final Pattern NAME = Pattern.compile("[0-9]{20}");

    private final StorageBackend backend;

    public CollectionLog(StorageBackend backend) {
        this.backend = backend;
    }

    /**
     * The packs that nobody may rely on: an unfinished collection condemned them. To be asked <em>after</em> the journal
     * was read; the answer holds as long as the journal's fence does not rise.
     *
     * @param fence the fence in the state of the VM that is about to be pushed
     * @throws KssException {@code DAMAGED}, {@code NEWER_FORMAT}
     */
    public Set<PackId> condemned(long fence) throws KssException, StorageException {
        long newest = newest(fence);
        return newest == 0 || isDone(newest) ? Set.of() : read(newest);
    }

    /** The newest collection, 0 if there was none; listings may lag, so that the next numbers are probed. */
    long newest(long atLeast) throws StorageException {
        long newest = Math.max(atLeast, listed());
        while (backend.stat(key(newest + 1)).isPresent()) {
            newest++;
        }
        return newest;
    }

    boolean isDone(long number) throws StorageException {
        return backend.stat(done(number)).isPresent();
    }

    void finish(long number) throws StorageException {
        byte[] content = "done\n".getBytes(StandardCharsets.US_ASCII);
        backend.put(done(number), ObjectSource.of(content), PutCondition.ALWAYS);
    }

    /** Begins a collection; false if somebody else took the number. */
    boolean begin(long number, Collection<PackId> packs, HostIdentity host, Instant time) throws StorageException {
        byte[] stored = Envelope.wrap(
                ObjectType.COLLECTION,
                Json.compact(new JsonFields()
                        .put("format", FORMAT)
                        .put("number", number)
                        .put(
                                "host",
                                new JsonFields().put("id", host.id().value()).put("name", host.name()))
                        .put("time", time.toString())
                        .put("packs", packs.stream().map(PackId::value).toList())));
        try {
            backend.put(key(number), ObjectSource.of(stored), PutCondition.IF_ABSENT);
            return true;
        } catch (ObjectExistsException | OutcomeUnknownException e) {
            // Whoever began it: going on with the newest unfinished one is right. If none appeared, the next run will.
            return false;
        }
    }

    Set<PackId> read(long number) throws KssException, StorageException {
        String name = key(number).value();
        byte[] payload = Envelope.unwrap(ObjectType.COLLECTION, stored(key(number)), name);
        try {
            JsonFields json = Json.parse(payload);
            if (json.number("format") > FORMAT) {
                throw Damage.newer(name, "collection format " + json.number("format"));
            }
            if (json.number("number") != number) {
                throw new IllegalArgumentException("it is collection " + json.number("number"));
            }
            Set<PackId> packs = new HashSet<>();
            json.texts("packs").forEach(pack -> packs.add(new PackId(pack)));
            return Set.copyOf(packs);
        } catch (IllegalArgumentException e) {
            throw Damage.of(name, String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] stored(ObjectKey key) throws KssException, StorageException {
        try (InputStream stream = backend.read(key, ByteRange.ALL)) {
            return stream.readAllBytes();
        } catch (ObjectNotFoundException e) {
            throw Damage.of(key.value(), "it is missing", e);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException("Reading " + key + " failed: " + e.getMessage(), e);
        }
    }

    private long listed() throws StorageException {
        try (Stream<ObjectInfo> found = backend.list(FOLDER + "/")) {
            return found.map(object -> object.key().name())
                    .filter(name -> NAME.matcher(name).matches())
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElse(0);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static ObjectKey key(long number) {
        return new ObjectKey(FOLDER + "/" + String.format(Locale.ROOT, "%020d", number));
    }

    private static ObjectKey done(long number) {
        return new ObjectKey(key(number).value() + ".done");
    }
}
