package io.kss.core.repository;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.util.Optional;

/** Name and roster hold the same bytes for a VM: whichever is left brings the other back. */
final class NameRepair {

    private final StorageBackend backend;

    NameRepair(StorageBackend backend) {
        this.backend = backend;
    }

    /** Restores what is gone of a VM's name; nothing happens if all is well, or nothing is left. */
    void restore(VmId vm) throws KssException, StorageException {
        Optional<NamedVm> known = new CensusTaker(backend)
                .take().vms().stream().filter(each -> each.id().equals(vm)).findFirst();
        if (known.isPresent()) {
            byte[] stored = NameCodec.encode(known.get());
            ObjectKey name = NameCatalogue.key(known.get().name());
            if (isBroken(name)) {
                backend.put(name, ObjectSource.of(stored), PutCondition.ALWAYS);
            }
            restoreRoster(known.get(), stored);
        }
    }

    /** Any place in the roster is as good as another: the first that is broken is taken, or the next free one. */
    private void restoreRoster(NamedVm vm, byte[] stored) throws KssException, StorageException {
        long highest = Roster.highest(backend);
        Optional<ObjectKey> broken = Optional.empty();
        for (long number = 1; number <= highest; number++) {
            ObjectKey key = Roster.key(number);
            if (isBroken(key)) {
                broken = broken.isPresent() ? broken : Optional.of(key);
            } else if (isAbout(vm.id(), key)) {
                return;
            }
        }
        if (broken.isPresent()) {
            backend.put(broken.get(), ObjectSource.of(stored), PutCondition.ALWAYS);
        } else {
            new Roster(backend).enter(vm);
        }
    }

    private boolean isAbout(VmId vm, ObjectKey key) throws KssException, StorageException {
        Optional<byte[]> stored = SmallObjects.read(backend, key);
        return stored.isPresent()
                && NameCodec.decode(stored.get(), key.value()).id().equals(vm);
    }

    private boolean isBroken(ObjectKey key) throws KssException, StorageException {
        Optional<byte[]> stored = SmallObjects.read(backend, key);
        if (stored.isEmpty()) {
            return true;
        }
        try {
            NameCodec.decode(stored.get(), key.value());
            return false;
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            return true;
        }
    }
}
