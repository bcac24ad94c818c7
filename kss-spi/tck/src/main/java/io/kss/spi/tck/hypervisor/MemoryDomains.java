package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** The domains of a host. To be used under the host's lock. */
final class MemoryDomains {

    final NavigableMap<String, MemoryDomain> all = new TreeMap<>();
    private final ImageStore store;
    private final Random random;

    MemoryDomains(ImageStore store, Random random) {
        this.store = store;
        this.random = random;
    }

    Optional<MemoryDomain> find(String name) {
        return Optional.ofNullable(all.get(name));
    }

    MemoryDomain require(String name) throws HypervisorException {
        return find(name)
                .orElseThrow(() -> new HypervisorException(
                        Reason.NO_SUCH_DOMAIN, "there is no domain " + name + ", only " + all.keySet()));
    }

    void define(DefineRequest request) throws HypervisorException {
        MemoryConfig config = MemoryConfig.parse(request.name(), request.definition(), request.disks());
        Optional<MemoryDomain> old = find(request.name());
        if (request.identity() == DefineRequest.Identity.NEW) {
            config = old.isPresent()
                    ? config.withIdentity(
                            old.get().persistent.uuid(), old.get().persistent.mac())
                    : config.withIdentity(uuid(), mac());
        }
        ensureNobodyElse(request.name(), config.uuid());
        for (Path disk : config.disks().values()) {
            if (store.chain(disk).top().file().raw()) {
                throw new HypervisorException(
                        Reason.UNSUPPORTED, disk + " is raw. Put a qcow2 layer on top of it and name that.");
            }
        }
        if (old.isPresent()) {
            old.get().ensureOff();
            old.get().ensureNotSaved();
            old.get().persistent = config;
        } else {
            all.put(request.name(), new MemoryDomain(request.name(), config));
        }
    }

    private void ensureNobodyElse(String name, UUID uuid) throws HypervisorException {
        for (MemoryDomain other : all.values()) {
            boolean sameName = other.name.equals(name);
            if (sameName != other.persistent.uuid().equals(uuid)) {
                throw new HypervisorException(
                        Reason.FAILED,
                        name + " can't be defined with the identity " + uuid + ": there is another domain, "
                                + other.name + ", with the identity " + other.persistent.uuid()
                                + ". Define it under another name and with a new identity.");
            }
        }
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    String mac() {
        return "52:54:00:%02x:%02x:%02x".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }
}
