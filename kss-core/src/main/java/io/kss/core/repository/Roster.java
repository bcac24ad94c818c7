package io.kss.core.repository;

import io.kss.core.failure.KssException;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every VM of the repository, numbered. A listing may lag behind and miss a VM, and then garbage collection would take its
 * packs for garbage; numbers can be probed one by one.
 */
final class Roster {

    private static final int ATTEMPTS = 8;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{20}");

    private final StorageBackend backend;

    Roster(StorageBackend backend) {
        this.backend = backend;
    }

    List<NamedVm> all() throws KssException, StorageException {
        Map<VmId, NamedVm> vms = new LinkedHashMap<>();
        read(vms);
        return List.copyOf(vms.values());
    }

    /** Enters a VM unless it is there. Must be done before the first entry of its journal. */
    void enter(NamedVm vm) throws KssException, StorageException {
        for (int attempt = 1; ; attempt++) {
            Map<VmId, NamedVm> vms = new LinkedHashMap<>();
            long next = read(vms);
            if (vms.containsKey(vm.id())) {
                return;
            }
            try {
                backend.put(key(next), ObjectSource.of(NameCodec.encode(vm)), PutCondition.IF_ABSENT);
                return;
            } catch (ObjectExistsException | OutcomeUnknownException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** Fills in all VMs and returns the first free number. */
    private long read(Map<VmId, NamedVm> vms) throws KssException, StorageException {
        for (long number = 1; ; number++) {
            Optional<byte[]> stored = SmallObjects.read(backend, key(number));
            if (stored.isEmpty()) {
                return number;
            }
            NamedVm vm = NameCodec.decode(stored.get(), key(number).value());
            vms.putIfAbsent(vm.id(), vm);
        }
    }

    /** The highest number that a listing shows; 0 if it shows none. */
    static long highest(StorageBackend backend) throws StorageException {
        try (Stream<ObjectInfo> found = backend.list("roster/")) {
            return found.map(object -> object.key().name())
                    .filter(name -> NUMBER.matcher(name).matches())
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

    static ObjectKey key(long number) {
        return new ObjectKey("roster/" + String.format(Locale.ROOT, "%020d", number));
    }
}
