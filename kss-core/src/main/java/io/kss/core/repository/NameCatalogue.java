package io.kss.core.repository;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which VM has which name. A name is taken by exclusive create and never changes hands. */
final class NameCatalogue {

    private static final long FORMAT = 1;
    private static final String FOLDER = "names";

    private final StorageBackend backend;

    NameCatalogue(StorageBackend backend) {
        this.backend = backend;
    }

    List<NamedVm> all() throws KssException, StorageException {
        List<ObjectKey> keys;
        try (Stream<ObjectInfo> found = backend.list(FOLDER + "/")) {
            keys = found.map(ObjectInfo::key).toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
        List<NamedVm> vms = new ArrayList<>();
        for (ObjectKey key : keys) {
            read(key).ifPresent(vms::add);
        }
        vms.sort(Comparator.comparing(NamedVm::name, String.CASE_INSENSITIVE_ORDER));
        return List.copyOf(vms);
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
            backend.put(key(wanted.name()), ObjectSource.of(encode(wanted)), PutCondition.IF_ABSENT);
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

    private Optional<NamedVm> read(ObjectKey key) throws KssException, StorageException {
        Optional<byte[]> stored = SmallObjects.read(backend, key);
        return stored.isPresent() ? Optional.of(decode(stored.get(), key)) : Optional.empty();
    }

    private static byte[] encode(NamedVm vm) {
        return Envelope.wrap(
                ObjectType.NAME,
                Json.compact(new JsonFields()
                        .put("format", FORMAT)
                        .put("vm", vm.id().value())
                        .put("name", vm.name())
                        .put(
                                "host",
                                new JsonFields()
                                        .put("id", vm.host().id().value())
                                        .put("name", vm.host().name()))
                        .put("time", vm.time().toString())));
    }

    private static NamedVm decode(byte[] stored, ObjectKey key) throws KssException {
        byte[] payload = Envelope.unwrap(ObjectType.NAME, stored, key.value());
        try {
            JsonFields json = Json.parse(payload);
            if (json.number("format") > FORMAT) {
                throw Damage.newer(key.value(), "name format " + json.number("format"));
            }
            JsonFields host = json.object("host");
            NamedVm vm = new NamedVm(
                    new VmId(json.text("vm")),
                    json.text("name"),
                    new HostIdentity(new HostId(host.text("id")), host.text("name")),
                    Instant.parse(json.text("time")));
            if (!key(vm.name()).equals(key)) {
                throw Damage.of(key.value(), "it is about another name, '" + vm.name() + "'");
            }
            return vm;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Damage.of(key.value(), String.valueOf(e.getMessage()), e);
        }
    }

    private static ObjectKey key(String name) {
        return new ObjectKey(FOLDER + "/" + VmName.key(name));
    }
}
