package io.kss.core.simulation;

import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.Sleeper;
import io.kss.core.journal.VmState;
import io.kss.core.repository.Ambient;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.tck.storage.MemoryStore;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What must be true whatever happened: keeps what guests were told is written, and what every snapshot held when it was
 * made, and compares that with what is really there.
 */
final class Model {

    private final List<SimulatedHost> hosts;
    private final MemoryStore store;
    private final Map<String, Guest> guests = new HashMap<>();
    private final Map<SnapshotId, Known> snapshots = new LinkedHashMap<>();
    private final Map<String, Set<SnapshotId>> published = new HashMap<>();
    private final Map<SnapshotId, String> manifests = new HashMap<>();
    private final Map<String, VmState> states = new HashMap<>();

    Model(List<SimulatedHost> hosts, MemoryStore store) {
        this.hosts = hosts;
        this.store = store;
    }

    /** What is known of the guest in a domain of a host; the first look takes it as it is. */
    Optional<Guest> guest(SimulatedHost host, String vm) {
        return Optional.ofNullable(guests.get(key(host, vm)));
    }

    Map<SnapshotId, Known> snapshots() {
        return snapshots;
    }

    /** The newest state of a VM's journal that was seen. */
    Optional<VmState> state(String vm) {
        return Optional.ofNullable(states.get(vm));
    }

    /** Somebody installed a VM. */
    void installed(SimulatedHost host, String vm) throws Exception {
        Guest guest = new Guest();
        guest.disks.putAll(disks(host, vm));
        guest.nvram = host.part(vm, "nvram").orElse(new byte[0]);
        guest.settle();
        guests.put(key(host, vm), guest);
    }

    /** What was published must be what was made; nothing is taken back; all of it is reachable. */
    void checkRepository() throws Exception {
        Optional<Repository> repository = repository();
        if (repository.isEmpty()) {
            return;
        }
        Restore restore = new Restore(repository.get());
        for (NamedVm named : repository.get().vms()) {
            VmState state = read(repository.get(), named);
            if (!state.isEmpty()) {
                checkJournal(named.name(), state);
                for (PublishedSnapshot snapshot : state.snapshots().values()) {
                    if (published.get(named.name()).add(snapshot.id())
                            || !snapshot.manifest().equals(manifests.get(snapshot.id()))) {
                        manifests.put(snapshot.id(), snapshot.manifest());
                        checkRestores(restore, state, snapshot.id());
                    }
                }
            }
        }
    }

    /** Every published snapshot restores to what it was. */
    void checkEverySnapshot() throws Exception {
        Optional<Repository> repository = repository();
        if (repository.isEmpty()) {
            return;
        }
        Restore restore = new Restore(repository.get());
        for (NamedVm named : repository.get().vms()) {
            VmState state = read(repository.get(), named);
            for (SnapshotId snapshot : state.snapshots().keySet()) {
                checkRestores(restore, state, snapshot);
            }
        }
    }

    /**
     * A host's guests find what they must find, and nothing that only this host has is gone.
     *
     * @param quiet whether no kss works on it now
     */
    void checkHost(SimulatedHost host, boolean quiet) throws Exception {
        for (String vm : host.domains()) {
            capture(host, vm);
            observe(host, vm);
            // A seal that was cut short is finished by a later run, with what it sealed then.
            if (quiet && host.remembered(vm).flatMap(LocalVm::intent).isEmpty()) {
                guests.get(key(host, vm)).settle();
            }
        }
        checkUnsent(host);
    }

    /** At most one host takes itself for the holder of the present lease. */
    void checkLeases() throws Exception {
        for (Map.Entry<String, VmState> state : states.entrySet()) {
            Optional<Lease> lease = state.getValue().lease();
            if (lease.isPresent()) {
                String token = lease.get().token();
                int holders = 0;
                for (SimulatedHost host : hosts) {
                    Optional<LocalVm> vm = host.remembered(state.getKey());
                    if (vm.isPresent()
                            && vm.get().vm().equals(state.getValue().vm())
                            && vm.get().tokens().contains(token)) {
                        holders++;
                    }
                }
                require(holders <= 1, holders + " hosts have the token of the lease of " + state.getKey());
            }
        }
    }

    /** Sealed files hold what they held when they were sealed. */
    void checkSealedFiles(SimulatedHost host) throws Exception {
        for (String vm : host.domains()) {
            Optional<LocalVm> local = host.remembered(vm);
            for (LocalSnapshot snapshot : local.stream()
                    .flatMap(it -> it.chain().snapshots().values().stream())
                    .toList()) {
                Known known = snapshots.get(snapshot.id());
                require(known != null, snapshot.id() + " on " + host + " is unknown");
                Content now = contentOf(host, local.get(), snapshot);
                require(
                        now.equals(known.content()),
                        "the files of " + snapshot.id() + " of " + vm + " on " + host + " hold " + now + ", not "
                                + known.content());
            }
        }
    }

    /** Looks at a domain of a host, and takes over what kss legitimately put there instead of what was there before. */
    void observe(SimulatedHost host, String vm) throws Exception {
        Guest guest = guests.get(key(host, vm));
        Map<String, byte[]> actual = disks(host, vm);
        byte[] nvram = host.part(vm, "nvram").orElse(new byte[0]);
        if (guest == null) {
            guest = new Guest();
            guests.put(key(host, vm), guest);
            requireKnown(host, vm, Content.of(actual));
            take(guest, actual);
            guest.nvram = nvram;
        } else {
            if (!same(guest.disks, actual)) {
                Content before = guest.content();
                requireKnown(host, vm, Content.of(actual));
                require(
                        isSnapshot(vm, before),
                        "what " + vm + " on " + host + " held was replaced and is in no snapshot: " + before
                                + differences(guest.disks, actual));
                take(guest, actual);
            }
            if (!Arrays.equals(guest.nvram, nvram)) {
                require(
                        !guest.nvramChanged || isNvramOfASnapshot(vm, guest.nvram),
                        "the firmware variables of " + vm + " on " + host + " were replaced and are in no snapshot");
                guest.nvram = nvram;
                guest.nvramChanged = false;
                guest.nvramVersions.add(Arrays.toString(nvram));
            }
        }
        if (!host.active(vm)) {
            guest.runsByRight = false;
        }
    }

    /** Everybody who runs the VM by right does not any more: somebody ended a lease on purpose. */
    void leaseBroken(String vm) {
        guests.forEach((key, guest) -> {
            if (key.endsWith("/" + vm)) {
                guest.runsByRight = false;
            }
        });
    }

    /** An online start succeeded. */
    void startedByRight(SimulatedHost host, String vm) throws Exception {
        for (SimulatedHost other : hosts) {
            Optional<Guest> guest = guest(other, vm);
            require(
                    other == host || guest.isEmpty() || !guest.get().runsByRight || !other.active(vm),
                    vm + " was started on " + host + " while it runs on " + other + ", whose lease nobody broke");
        }
        guest(host, vm).ifPresent(guest -> guest.runsByRight = true);
    }

    /** Learns new snapshots of this host: what they hold must be what the guest had at some moment of the seal. */
    private void capture(SimulatedHost host, String vm) throws Exception {
        Optional<LocalVm> local = host.remembered(vm);
        if (local.isEmpty()) {
            return;
        }
        for (LocalSnapshot snapshot : local.get().chain().snapshots().values()) {
            if (!snapshots.containsKey(snapshot.id())) {
                Content content = contentOf(host, local.get(), snapshot);
                Guest guest = guests.get(key(host, vm));
                require(
                        guest != null && snapshot.hostName().equals(host.name),
                        snapshot.id() + " of " + vm + " came to " + host + " from nowhere");
                require(
                        guest.versions.contains(content),
                        "the new snapshot " + snapshot.id() + " of " + vm + " on " + host + " holds " + content
                                + ", and the guest never had that, but " + guest.versions);
                snapshots.put(snapshot.id(), new Known(snapshot.id(), vm, host.name, content, snapshot.parts()));
            }
        }
    }

    /** What was made here and never published must be here. */
    private void checkUnsent(SimulatedHost host) throws Exception {
        for (Known known : snapshots.values()) {
            if (known.host().equals(host.name)
                    && !published.getOrDefault(known.vm(), Set.of()).contains(known.id())) {
                Optional<LocalSnapshot> here =
                        host.remembered(known.vm()).flatMap(vm -> vm.chain().snapshot(known.id()));
                require(here.isPresent(), "the unsent snapshot " + known.id() + " was forgotten by " + host);
            }
        }
    }

    private void checkJournal(String vm, VmState state) {
        Set<SnapshotId> reachable = new HashSet<>();
        state.head().ifPresent(head -> state.ancestry(head).forEach(it -> reachable.add(it.id())));
        state.branches().values().forEach(tip -> state.ancestry(tip).forEach(it -> reachable.add(it.id())));
        Set<SnapshotId> before = published.computeIfAbsent(vm, any -> new HashSet<>());
        for (SnapshotId snapshot : before) {
            require(
                    reachable.contains(snapshot),
                    "the published snapshot " + snapshot + " of " + vm + " can't be reached from a head any more");
        }
        require(
                reachable.equals(state.snapshots().keySet()),
                "the journal of " + vm + " keeps snapshots that nothing leads to");
        states.put(vm, state);
    }

    private void checkRestores(Restore restore, VmState state, SnapshotId snapshot) throws Exception {
        Known known = snapshots.get(snapshot);
        require(known != null, "the published snapshot " + snapshot + " was never made");
        Restore.Restored restored;
        try {
            restored = restore.restore(state, snapshot);
        } catch (KssException | IOException | HypervisorException e) {
            throw new Violation("the published snapshot " + snapshot + " can't be restored: " + e.getMessage(), e);
        }
        require(
                restored.content().equals(known.content()),
                "the published snapshot " + snapshot + " restores to " + restored.content() + ", not "
                        + known.content());
        require(
                restored.parts().equals(known.parts()),
                "the parts of the published snapshot " + snapshot + " are " + restored.parts() + ", not "
                        + known.parts());
    }

    private VmState read(Repository repository, NamedVm named) throws KssException, IOException {
        try {
            return repository
                    .journal(
                            named.id(),
                            JournalMemory.volatileMemory(),
                            new HostIdentity(HostId.next(IdSource.secure()), "model"))
                    .read();
        } catch (KssException e) {
            throw new Violation("the journal of " + named.name() + " can't be read: " + e.message(), e);
        }
    }

    private Optional<Repository> repository() throws KssException, IOException {
        try {
            // A copy: what the model looks at is what is there, without the lag of any listing.
            MemoryStore copy = new MemoryStore();
            copy.restore(store.snapshot());
            return Optional.of(Repository.open(
                    copy.connect(),
                    Optional.empty(),
                    new Ambient(IdSource.secure(), Clock.systemUTC(), Sleeper.real())));
        } catch (KssException e) {
            return Optional.empty();
        }
    }

    private Content contentOf(SimulatedHost host, LocalVm vm, LocalSnapshot snapshot) throws HypervisorException {
        Map<String, Content.Disk> disks = new TreeMap<>();
        for (Map.Entry<DiskId, LocalLayer> layer : snapshot.layers().entrySet()) {
            Optional<LocalDisk> disk = vm.chain().disk(layer.getKey());
            byte[] content = host.machine.files().content(layer.getValue().file());
            disks.put(disk.map(LocalDisk::target).orElse("?"), Content.Disk.of(content));
        }
        return new Content(disks);
    }

    private Map<String, byte[]> disks(SimulatedHost host, String vm) throws HypervisorException {
        Map<String, byte[]> disks = new TreeMap<>();
        for (DomainDisk disk : host.domain(vm).map(Domain::disks).orElse(List.of())) {
            disks.put(disk.target(), host.machine.guest(vm).content(disk.target()));
        }
        return disks;
    }

    private static void take(Guest guest, Map<String, byte[]> actual) {
        guest.disks.clear();
        guest.disks.putAll(actual);
        guest.versions.add(guest.content());
    }

    private void requireKnown(SimulatedHost host, String vm, Content content) {
        require(isSnapshot(vm, content), "the guest " + vm + " on " + host + " finds what nobody wrote: " + content);
    }

    private boolean isSnapshot(String vm, Content content) {
        return snapshots.values().stream()
                .anyMatch(known ->
                        known.content().equals(content) && (known.vm().equals(vm) || vm.startsWith(known.vm() + "-")));
    }

    private boolean isNvramOfASnapshot(String vm, byte[] nvram) {
        String hash = io.kss.core.identity.Sha256.hex(nvram);
        return snapshots.values().stream()
                .anyMatch(known ->
                        known.vm().equals(vm) && hash.equals(known.parts().get("nvram")));
    }

    private static boolean same(Map<String, byte[]> a, Map<String, byte[]> b) {
        return a.keySet().equals(b.keySet())
                && a.keySet().stream().allMatch(target -> Arrays.equals(a.get(target), b.get(target)));
    }

    private static String differences(Map<String, byte[]> a, Map<String, byte[]> b) {
        StringBuilder text = new StringBuilder();
        for (String target : a.keySet()) {
            byte[] other = b.getOrDefault(target, new byte[0]);
            int at = Arrays.mismatch(a.get(target), other);
            if (at >= 0) {
                text.append("; ")
                        .append(target)
                        .append(" differs from ")
                        .append(at)
                        .append(" on");
            }
        }
        return text.toString();
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Violation(otherwise);
        }
    }

    private static String key(SimulatedHost host, String vm) {
        return host.name + "/" + vm;
    }
}
