package io.kss.core.repository;

import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.util.Optional;

/** Which VM has which name. A name is taken by exclusive create and never changes hands. */
final class NameCatalogue {

    private static final String FOLDER = "names";

    private final StorageBackend backend;

    NameCatalogue(StorageBackend backend) {
        this.backend = backend;
    }

    Optional<NamedVm> find(String name) throws KssException, StorageException {
        return read(key(name));
    }

    NamedVm claim(NamedVm wanted) throws KssException, StorageException {
        Optional<NamedVm> present = find(wanted.name());
        if (present.isPresent()) {
            return present.get();
        }
        try {
            backend.put(key(wanted.name()), ObjectSource.of(NameCodec.encode(wanted)), PutCondition.IF_ABSENT);
            return wanted;
        } catch (ObjectExistsException | OutcomeUnknownException e) {
            Optional<NamedVm> now = find(wanted.name());
            if (now.isPresent()) {
                return now.get();
            }
            // Should the create still land, then with this VM: asking again finds it.
            throw e;
        }
    }

    /** The name that is stored there. */
    Optional<NamedVm> read(ObjectKey key) throws KssException, StorageException {
        Optional<byte[]> stored = SmallObjects.read(backend, key);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        NamedVm vm = NameCodec.decode(stored.get(), key.value());
        if (!key(vm.name()).equals(key)) {
            throw Damage.of(key.value(), "it is about another name, '" + vm.name() + "'");
        }
        return Optional.of(vm);
    }

    static ObjectKey key(String name) {
        return new ObjectKey(FOLDER + "/" + VmName.key(name));
    }
}
