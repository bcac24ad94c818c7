package io.kss.core.repository;

import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Goes through names and roster, which say the same thing twice, and notices where they do not. For one use. */
final class CensusTaker {

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final StorageBackend backend;
    private final Map<VmId, NamedVm> named = new LinkedHashMap<>();
    private final Map<VmId, NamedVm> enrolled = new LinkedHashMap<>();
    private final List<KssException> problems = new ArrayList<>();

    CensusTaker(StorageBackend backend) {
        this.backend = backend;
    }

    Census take() throws KssException, StorageException {
        readRoster();
        NameCatalogue names = new NameCatalogue(backend);
        for (ObjectKey key : names()) {
            try {
                names.read(key).ifPresent(vm -> named.put(vm.id(), vm));
            } catch (KssException e) {
                problems.add(e);
            }
        }
        compare();
        Map<VmId, NamedVm> all = new LinkedHashMap<>(enrolled);
        named.forEach(all::putIfAbsent);
        return new Census(List.copyOf(all.values()), problems);
    }

    private void readRoster() throws StorageException {
        long listed = Roster.highest(backend);
        for (long number = 1; ; number++) {
            ObjectKey key = Roster.key(number);
            Optional<byte[]> stored = SmallObjects.read(backend, key);
            if (stored.isEmpty() && number > listed) {
                return;
            }
            try {
                if (stored.isEmpty()) {
                    throw Damage.of(key.value(), "it is missing, and later entries are there");
                }
                NamedVm vm = NameCodec.decode(stored.get(), key.value());
                enrolled.putIfAbsent(vm.id(), vm);
            } catch (KssException e) {
                problems.add(e);
            }
        }
    }

    private void compare() throws StorageException {
        for (NamedVm vm : named.values()) {
            // A name that nobody went on to use yet is in no roster, and needs to be in none.
            if (!enrolled.containsKey(vm.id()) && hasJournal(vm)) {
                problems.add(
                        Damage.of("roster", "the VM " + vm.name() + " is not in it, so that kss gc would not know it"));
            }
        }
        for (NamedVm vm : enrolled.values()) {
            if (!named.containsKey(vm.id())
                    && SmallObjects.read(backend, NameCatalogue.key(vm.name())).isEmpty()) {
                problems.add(
                        Damage.of(NameCatalogue.key(vm.name()).value(), "it is missing; it names the VM " + vm.name()));
            }
        }
    }

    private boolean hasJournal(NamedVm vm) throws StorageException {
        return backend.stat(new ObjectKey("vms/" + vm.id() + "/journal/00000000000000000001"))
                .isPresent();
    }

    private List<ObjectKey> names() throws StorageException {
        try (Stream<ObjectInfo> found = backend.list("names/")) {
            return found.map(ObjectInfo::key)
                    .filter(key -> NAME.matcher(key.name()).matches())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
