package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.identity.IdSource;
import io.kss.core.progress.ProgressListener;
import io.kss.core.retention.Retention;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.hypervisor.MemoryHost;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A host of a person: its VMs in memory, its bookkeeping in a real folder, and one store that it shares with others. */
final class TestHost implements AutoCloseable {

    static final long DISK = 8L << 20;

    final MemoryHost machine;
    final String name;
    private final MemoryStore store;
    private final Path state;
    private final IdSource ids = IdSource.secure();
    private final Map<String, VmSettings> settings = new HashMap<>();
    private ProgressListener progress = ProgressListener.NONE;
    private Retention retention = Retention.DEFAULT;
    private boolean storeAway;
    private Optional<Kss> kss = Optional.empty();

    TestHost(String name, MemoryStore store, Path folder) {
        this.name = name;
        this.store = store;
        this.machine = new MemoryHost(name, name.hashCode());
        this.state = folder.resolve(name);
    }

    Kss kss() throws KssException {
        if (kss.isEmpty()) {
            Hypervisor hypervisor = machine.connect();
            kss = Optional.of(new KssBuilder()
                    .store(new StoreConnector() {
                        @Override
                        public StorageBackend connect() throws StorageException {
                            if (storeAway) {
                                throw new TransientStorageException("no route to the NAS");
                            }
                            return store.connect();
                        }

                        @Override
                        public String displayName() {
                            return "memory";
                        }
                    })
                    .hypervisor(hypervisor)
                    .settings(new Settings(
                            name,
                            state,
                            machine.folder(),
                            new TransferSettings(OptionalLong.empty(), 2, OptionalInt.of(1)),
                            retention,
                            settings))
                    .ids(ids)
                    .machine("machine of " + name)
                    .sleeper(pause -> {})
                    .progress(step -> progress.progressed(step))
                    .build());
        }
        return kss.get();
    }

    VirtualMachine vm(String vm) throws KssException {
        return kss().virtualMachine(vm);
    }

    /** A two-disk VM that nobody manages yet. */
    TestHost withVm(String vm) {
        machine.createDomain(vm, Map.of("vda", DISK, "vdb", DISK));
        return this;
    }

    TestHost withLocalOnly(String vm, String target) {
        settings.put(vm, new VmSettings(Set.of(target), Duration.ofSeconds(1)));
        return this;
    }

    /** From now on this one is told. */
    void progress(ProgressListener listener) {
        progress = listener;
    }

    /** From now on the store can't be reached, or can again. */
    void storeAway(boolean away) {
        storeAway = away;
        close();
    }

    /** The same for what is open already: a connection that is asked for anew meets it. */
    void storeAwayFromNowOn(boolean away) {
        storeAway = away;
    }

    TestHost withRetention(Retention value) {
        retention = value;
        return this;
    }

    /** The guest writes; the VM must run. */
    void write(String vm, String target, long offset, int length, int value) throws HypervisorException {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        machine.guest(vm).write(target, offset, bytes);
    }

    byte[] content(String vm, String target) throws HypervisorException {
        return machine.guest(vm).content(target);
    }

    @Override
    public void close() {
        kss.ifPresent(Kss::close);
        kss = Optional.empty();
    }
}
