package io.kss.core.gc;

import io.kss.core.chunk.PackId;
import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.json.Json;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What pushes must know of garbage collections that are under way (rule P1). */
public final class Collections {

    private static final String FOLDER = "gc/";
    private static final String DONE = ".done";

    private final StorageBackend backend;

    public Collections(StorageBackend backend) {
        this.backend = backend;
    }

    /** The packs that unfinished collections condemned: nothing new may rely on them. */
    public Set<PackId> condemned() throws KssException, IOException {
        Set<String> names = names();
        Set<PackId> condemned = new HashSet<>();
        for (String name : names) {
            if (!name.endsWith(DONE) && !names.contains(name + DONE)) {
                condemned.addAll(packs(new ObjectKey(FOLDER + name)));
            }
        }
        return condemned;
    }

    private Set<String> names() throws StorageException {
        try (Stream<ObjectInfo> found = backend.list(FOLDER)) {
            return found.map(object -> object.key().name()).collect(Collectors.toSet());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private Set<PackId> packs(ObjectKey key) throws KssException, IOException {
        byte[] stored;
        try (InputStream stream = backend.read(key, ByteRange.ALL)) {
            stored = stream.readAllBytes();
        }
        byte[] payload = Envelope.unwrap(ObjectType.COLLECTION, stored, key.value());
        try {
            return Json.parse(payload).texts("packs").stream().map(PackId::new).collect(Collectors.toSet());
        } catch (IllegalArgumentException e) {
            throw Damage.of(key.value(), String.valueOf(e.getMessage()), e);
        }
    }
}
