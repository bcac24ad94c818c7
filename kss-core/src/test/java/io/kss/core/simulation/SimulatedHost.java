package io.kss.core.simulation;

import io.kss.core.Kss;
import io.kss.core.KssForTests;
import io.kss.core.Settings;
import io.kss.core.StoreConnector;
import io.kss.core.TransferSettings;
import io.kss.core.VmSettings;
import io.kss.core.failure.KssException;
import io.kss.core.retention.Retention;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.Workspace;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.hypervisor.FaultHook;
import io.kss.spi.tck.hypervisor.MemoryHost;
import io.kss.spi.tck.hypervisor.MemoryHypervisor;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.LateWrites;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A host: its machine, what is durable on it, and the processes of kss that run there. */
final class SimulatedHost {

    final String name;
    final MemoryHost machine;
    final HostDisk disk = new HostDisk();
    private final Map<String, VmSettings> settings;
    private final SimulatedStore store;
    private final LateWrites late;
    private final Clock clock;
    private final String machineId;
    private final List<KssRun> runs = new ArrayList<>();
    private Retention retention = Retention.DEFAULT;
    private boolean listingsLag;
    private Optional<MemoryHypervisor> eyes = Optional.empty();

    SimulatedHost(String name, SimulatedStore store, LateWrites late, long seed) {
        this(name, name, store, late, seed, Map.of());
    }

    /** @param id tells machines of one name apart */
    SimulatedHost(
            String name,
            String id,
            SimulatedStore store,
            LateWrites late,
            long seed,
            Map<String, VmSettings> settings) {
        this.name = name;
        this.machine = new MemoryHost(id, seed);
        this.store = store;
        this.late = late;
        this.clock = new SkewedClock(seed);
        this.machineId = "machine " + id;
        this.settings = settings;
        machine.faults(new FaultHook() {
            @Override
            public void before(String operation) throws HypervisorException {
                step("before " + operation, false);
            }

            @Override
            public void after(String operation) throws HypervisorException {
                step("after " + operation, true);
            }
        });
    }

    /** From now on listings of the store may lag, or not any more. */
    void listingsLag(boolean lag) {
        listingsLag = lag;
    }

    boolean listingsLag() {
        return listingsLag;
    }

    /** From now on it keeps that much. */
    void retention(Retention value) {
        retention = value;
    }

    /** A new process. */
    synchronized KssRun begin(Trouble trouble, long seed) {
        KssRun run = new KssRun(this, trouble, seed);
        runs.add(run);
        return run;
    }

    /** The library within a process. */
    Kss open(KssRun run) throws KssException {
        return KssForTests.open(
                connector(run),
                machine.connect(),
                new Settings(
                        name,
                        Path.of("/unused"),
                        machine.folder(),
                        new TransferSettings(OptionalLong.empty(), 2, OptionalInt.of(1)),
                        retention,
                        settings),
                run.ids(),
                clock,
                machineId,
                new CrashableStateFolder(disk, run),
                new CrashableRecords(disk, run));
    }

    /** A connection to the store as a process has it. */
    StorageBackend connect(KssRun run) throws StorageException {
        Trouble trouble = run.trouble();
        FaultyBackend backend = new FaultyBackend(store.connect(name), run.storeFaults(), late);
        backend.setReadOnly(trouble.readOnly());
        if (trouble.storeRoom() >= 0) {
            backend.setRoom(trouble.storeRoom());
        }
        return new MortalBackend(backend, run);
    }

    /** All processes of kss die; guests go on. */
    synchronized void crash() {
        runs.forEach(KssRun::die);
        runs.clear();
        machine.kssDied();
        disk.freeLocks();
        eyes = Optional.empty();
    }

    /** The machine loses power. */
    synchronized void powerLoss() {
        crash();
        machine.powerLoss();
    }

    /** Its processes have ended in good order. */
    synchronized void ended(KssRun run) {
        runs.remove(run);
    }

    /** A domain as it really is. */
    Optional<Domain> domain(String vm) throws HypervisorException {
        return eyes().domain(vm);
    }

    List<String> domains() throws HypervisorException {
        return eyes().domains();
    }

    boolean active(String vm) throws HypervisorException {
        return domain(vm).map(domain -> domain.state().active()).orElse(false);
    }

    /** Whether an image is there. */
    boolean exists(Path image) throws HypervisorException {
        return eyes().images().exists(image);
    }

    /** Whether an image is there and anything was written to it. */
    boolean holdsData(Path image) throws HypervisorException {
        return eyes().images().exists(image) && eyes().images().holdsData(image);
    }

    /** What is remembered of a VM, read past all processes. */
    Optional<LocalVm> remembered(String vm) throws KssException, IOException {
        KssRun reader = new KssRun(this, Trouble.NONE, 0);
        return new Workspace(new CrashableStateFolder(disk, reader)).vm(vm).load();
    }

    /** A part of a domain as it really is. */
    Optional<byte[]> part(String vm, String part) throws HypervisorException, IOException {
        Optional<Domain> domain = domain(vm);
        if (domain.isEmpty() || !domain.get().parts().contains(part)) {
            return Optional.empty();
        }
        try (var content = eyes().readPart(vm, part)) {
            return Optional.of(content.readAllBytes());
        }
    }

    private synchronized MemoryHypervisor eyes() {
        if (eyes.isEmpty()) {
            eyes = Optional.of(machine.connect());
        }
        return eyes.get();
    }

    private StoreConnector connector(KssRun run) {
        return new StoreConnector() {
            @Override
            public StorageBackend connect() throws StorageException {
                if (run.trouble().away() == 0) {
                    throw new TransientStorageException("simulated: no route to the store");
                }
                return SimulatedHost.this.connect(run);
            }

            @Override
            public String displayName() {
                return "memory";
            }
        };
    }

    private void step(String what, boolean after) throws HypervisorException {
        Optional<KssRun> run = KssRun.current();
        // Whoever looks from outside, or does what people do, passes no points.
        if (run.isPresent() && run.get().host() == this) {
            try {
                run.get().passStep(what, after);
            } catch (SimulatedCrash crash) {
                // Of this process, or of the one on the other host on whose thread it answers: none is left here.
                crash();
                throw crash;
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
