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
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must be true whatever happened: keeps what guests were told is written, and what every snapshot held when it was
 * made, and compares that with what is really there.
 */
final class Model {

    private final List<SimulatedHost> hosts;
    private final SimulatedStore store;
    private final Map<String, Guest> guests = new HashMap<>();
    private final Map<SnapshotId, Known> snapshots = new LinkedHashMap<>();
    private final Map<String, Set<SnapshotId>> published = new HashMap<>();
    private final Map<SnapshotId, String> manifests = new HashMap<>();
    private final Map<String, VmState> states = new HashMap<>();

    /** By VM: whose snapshots a new one may be equal to without any guest having made it. */
    private final Map<String, Set<String>> copied = new HashMap<>();

    private final Map<String, Set<String>> deletable = new HashMap<>();
    private final Map<String, Set<SnapshotId>> givenUp = new HashMap<>();
    private final Set<String> forgettable = new HashSet<>();

    Model(List<SimulatedHost> hosts, SimulatedStore store) {
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

    /** Somebody is about to do something that explains what would be wrong otherwise. */
    void expects(Command command) {
        if (command instanceof Command.Revert revert) {
            copied.computeIfAbsent(revert.name(), any -> new HashSet<>()).add(revert.name());
        } else if (command instanceof Command.CloneAs copy) {
            copied.computeIfAbsent(copy.newName(), any -> new HashSet<>()).add(copy.name());
        } else if (command instanceof Command.DeleteBranch delete) {
            deletable.computeIfAbsent(delete.name(), any -> new HashSet<>()).add(delete.branch());
        } else if (command instanceof Command.Forget forget && forget.evenIfUnsent()) {
            forgettable.add(forget.name());
        }
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
            for (SnapshotId snapshot : state.merged().keySet()) {
                checkCanBeTold(repository.get(), state, snapshot);
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
            if (quiet
                    && guests.containsKey(key(host, vm))
                    && host.remembered(vm).flatMap(LocalVm::intent).isEmpty()) {
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
            // Without disks it is only met yet, and a file does not tell which target it belongs to.
            for (LocalSnapshot snapshot : local.stream()
                    .filter(it -> !it.chain().disks().isEmpty())
                    .filter(it ->
                            !it.intent().map(Intent.Cloning.class::isInstance).orElse(false))
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

    /**
     * A seal was cut short between its two halves: the running guest wrote above already, and the definition still names
     * the file below. Until kss has finished the seal, what the next start would find is not what the guest wrote last.
     */
    boolean isBetweenTheHalvesOfASeal(SimulatedHost host, String vm) throws Exception {
        Optional<Intent> intent = host.remembered(vm).flatMap(LocalVm::intent);
        if (intent.isPresent() && intent.get() instanceof Intent.Sealing sealing) {
            for (DomainDisk disk : host.domain(vm).map(Domain::disks).orElse(List.of())) {
                Path overlay = sealing.overlays().get(disk.target());
                if (overlay != null && !disk.source().equals(overlay) && host.holdsData(overlay)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A running guest is whole on another host, where it may go on. */
    void moved(SimulatedHost from, SimulatedHost to, String vm) {
        Guest guest = guests.get(key(from, vm));
        Guest other = guests.computeIfAbsent(key(to, vm), any -> new Guest());
        other.arrival = Optional.of(guest.leave());
    }

    /** At most one guest of a VM executes of all that do so by right. */
    void checkRuns(String vm) {
        try {
            List<String> running = new ArrayList<>();
            for (SimulatedHost host : hosts) {
                if (guest(host, vm).filter(Model::isByRight).isPresent()
                        && host.domain(vm).map(Domain::state).equals(Optional.of(RunState.RUNNING))) {
                    running.add(host.name);
                }
            }
            require(running.size() <= 1, vm + " executes on " + running);
        } catch (HypervisorException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isByRight(Guest guest) {
        return guest.runsByRight || guest.arrival.map(Guest.Arrival::byRight).orElse(false);
    }

    /**
     * It came whole and is off again before the definition names what came: no kss has settled that yet.
     */
    boolean isArriving(SimulatedHost host, String vm) throws Exception {
        return comesFrom(host, vm).isPresent();
    }

    /** It may have left: a hypervisor lets nobody wake it up while that goes on. */
    boolean isDeparting(SimulatedHost host, String vm) throws Exception {
        return leavesFor(host, vm).isPresent();
    }

    /** The host that it is on its way from, if it is on its way to this one. */
    Optional<String> comesFrom(SimulatedHost host, String vm) throws Exception {
        return host.remembered(vm)
                .flatMap(LocalVm::intent)
                .filter(Intent.Arriving.class::isInstance)
                .map(intent -> ((Intent.Arriving) intent).from());
    }

    /** The host that it is on its way to, if it is on its way from this one. */
    Optional<String> leavesFor(SimulatedHost host, String vm) throws Exception {
        return host.remembered(vm)
                .flatMap(LocalVm::intent)
                .filter(Intent.Departing.class::isInstance)
                .map(intent -> ((Intent.Departing) intent).to());
    }

    /** Whether it lives elsewhere, and nothing of it can be started here. */
    boolean isGone(SimulatedHost host, String vm) {
        return guest(host, vm).map(guest -> guest.gone).orElse(false);
    }

    /** Whether the definition names a file that is not there. */
    private static boolean isHandedOver(SimulatedHost host, String vm) throws HypervisorException {
        for (DomainDisk disk : host.domain(vm).map(Domain::disks).orElse(List.of())) {
            if (!host.exists(disk.source()) && disk.liveSource().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Looks at a domain of a host, and takes over what kss legitimately put there instead of what was there before. */
    void observe(SimulatedHost host, String vm) throws Exception {
        if (!host.active(vm) && isBetweenTheHalvesOfASeal(host, vm)) {
            return;
        }
        Guest guest = guests.get(key(host, vm));
        if (!host.active(vm) && isArriving(host, vm)) {
            return;
        }
        if (isHandedOver(host, vm)) {
            leaves(host, vm, guest);
            return;
        }
        Map<String, byte[]> actual = disks(host, vm);
        byte[] nvram = host.part(vm, "nvram").orElse(new byte[0]);
        if (guest != null && guest.arrival.isPresent()) {
            arrives(host, vm, guest, actual);
        }
        if (guest == null || guest.disks.isEmpty()) {
            guest = guest == null ? new Guest() : guest;
            guests.put(key(host, vm), guest);
            requireKnown(host, vm, Content.of(actual));
            take(guest, actual);
            guest.nvram = nvram;
        } else {
            if (!same(guest.disks, actual)) {
                Content before = guest.content();
                requireKnown(host, vm, Content.of(actual));
                require(
                        guest.waits || guest.gone || isSnapshot(vm, before),
                        "what " + vm + " on " + host + " held was replaced and is in no snapshot: " + before
                                + differences(guest.disks, actual));
                take(guest, actual);
                guest.waits = guest.waits && host.active(vm);
            }
            if (!Arrays.equals(guest.nvram, nvram)) {
                require(
                        !guest.nvramChanged || guest.waits || guest.gone || isNvramOfASnapshot(vm, guest.nvram),
                        "the firmware variables of " + vm + " on " + host + " were replaced and are in no snapshot");
                guest.nvram = nvram;
                guest.nvramChanged = false;
                guest.nvramVersions.add(Arrays.toString(nvram));
            }
        }
        guest.gone = false;
        if (host.domain(vm).map(Domain::state).equals(Optional.of(RunState.RUNNING))) {
            guest.waits = false;
        }
        if (!host.active(vm)) {
            guest.runsByRight = false;
        }
    }

    /** Where it is seen that what came is what the guest finds. */
    private void arrives(SimulatedHost host, String vm, Guest guest, Map<String, byte[]> actual) throws Exception {
        Guest.Arrival arrival = guest.arrival.orElseThrow();
        boolean executes = host.domain(vm).map(Domain::state).equals(Optional.of(RunState.RUNNING));
        if (!same(arrival.disks(), actual)) {
            require(!executes || !arrival.byRight(), vm + " executes on " + host + " without what it had written");
            return;
        }
        if (!guest.disks.isEmpty() && !guest.waits && !guest.gone && !same(guest.disks, actual)) {
            require(isSnapshot(vm, guest.content()), "what " + vm + " on " + host + " held is in no snapshot");
        }
        take(guest, actual);
        guest.waits = host.active(vm);
        guest.gone = false;
        guest.runsByRight = host.active(vm) && arrival.byRight();
        if (!guest.waits || executes) {
            guest.nvram = arrival.nvram();
            guest.nvramChanged = arrival.nvramChanged();
            guest.nvramVersions.add(Arrays.toString(guest.nvram));
            guest.arrival = Optional.empty();
        }
    }

    /**
     * Without hooks, another tool can start what may live elsewhere already. What it writes is kept if it runs when kss
     * finds out; if it is off again by then, nothing tells it from what went.
     */
    void startedBehindOurBack(SimulatedHost host, String vm) throws Exception {
        boolean departing = isDeparting(host, vm);
        guest(host, vm).filter(guest -> departing).ifPresent(guest -> guest.startedWhileLeaving = true);
    }

    /** What it held lives elsewhere, all of it. */
    private static void leaves(SimulatedHost host, String vm, @Nullable Guest guest) {
        require(guest != null, vm + " on " + host + " can't be started and never was here");
        require(
                guest.gone || guest.startedWhileLeaving || guest.left.equals(Optional.of(guest.content())),
                "what " + vm + " on " + host + " held when it left was " + guest.content() + ", and " + guest.left
                        + " went");
        guest.gone = true;
        guest.runsByRight = false;
    }

    /** Everybody who runs the VM by right does not any more: somebody ended a lease on purpose. */
    void leaseBroken(String vm) {
        guests.forEach((key, guest) -> {
            if (key.endsWith("/" + vm)) {
                guest.runsByRight = false;
                guest.arrival =
                        guest.arrival.map(it -> new Guest.Arrival(it.disks(), it.nvram(), it.nvramChanged(), false));
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
        if (local.get().intent().map(Intent.Cloning.class::isInstance).orElse(false)) {
            // Its base becomes a snapshot when all parts of it are in place.
            return;
        }
        for (LocalSnapshot snapshot : local.get().chain().snapshots().values()) {
            if (!snapshots.containsKey(snapshot.id())) {
                Content content = contentOf(host, local.get(), snapshot);
                Guest guest = guests.get(key(host, vm));
                boolean madeByTheGuest =
                        guest != null && snapshot.hostName().equals(host.name) && guest.versions.contains(content);
                if (!madeByTheGuest && snapshot.sent() && isCopied(vm, vm)) {
                    // A revert: it is learnt from the repository.
                    continue;
                }
                if (!madeByTheGuest && learnCopy(snapshot.id(), vm, host.name, content, snapshot.parts())) {
                    continue;
                }
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

    /**
     * Learns a snapshot that no guest made, because kss made it equal to another one: going back keeps everything as it
     * was then, a second VM has parts of its own.
     *
     * @return whether it is one
     */
    private boolean learnCopy(SnapshotId id, String vm, String host, Content content, Map<String, String> parts) {
        Optional<Known> source = snapshots.values().stream()
                .filter(known -> isCopied(known.vm(), vm) && known.content().equals(content))
                .filter(known -> !known.vm().equals(vm) || known.parts().equals(parts))
                .findFirst();
        source.ifPresent(known -> snapshots.put(id, new Known(id, vm, host, content, parts)));
        return source.isPresent();
    }

    private boolean isCopied(String source, String vm) {
        return vm.startsWith(source + "-") || copied.getOrDefault(vm, Set.of()).contains(source);
    }

    /** What was made here and never published must be here. */
    private void checkUnsent(SimulatedHost host) throws Exception {
        for (Known known : snapshots.values()) {
            if (known.host().equals(host.name)
                    && !forgettable.contains(known.vm())
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
        Set<SnapshotId> givenUp = givenUp(vm, state);
        for (SnapshotId snapshot : before) {
            require(
                    reachable.contains(snapshot) || state.merged().containsKey(snapshot) || givenUp.contains(snapshot),
                    "the published snapshot " + snapshot + " of " + vm + " can't be reached from a head any more");
        }
        require(
                reachable.equals(state.snapshots().keySet()),
                "the journal of " + vm + " keeps snapshots that nothing leads to");
        // A push may end in one go what it published.
        before.addAll(state.merged().keySet());
        states.put(vm, state);
    }

    /** What stood only on branches that somebody deleted. */
    private Set<SnapshotId> givenUp(String vm, VmState now) {
        Set<SnapshotId> all = givenUp.computeIfAbsent(vm, any -> new HashSet<>());
        VmState last = states.get(vm);
        if (last != null) {
            for (String branch : deletable.getOrDefault(vm, Set.of())) {
                if (last.branches().containsKey(branch) && !now.branches().containsKey(branch)) {
                    last.ancestry(last.branches().get(branch)).forEach(it -> all.add(it.id()));
                }
            }
        }
        all.removeAll(now.snapshots().keySet());
        if (last != null) {
            // What had ended and stood on one of them goes with it.
            last.merged().keySet().stream()
                    .filter(ended -> last.ancestry(ended).stream().anyMatch(below -> all.contains(below.id())))
                    .forEach(all::add);
        }
        return all;
    }

    private void checkRestores(Restore restore, VmState state, SnapshotId snapshot) throws Exception {
        Known known = snapshots.get(snapshot);
        if (known == null) {
            Restore.Restored copy = restore.restore(state, snapshot);
            require(
                    learnCopy(
                            snapshot,
                            state.name(),
                            state.snapshots().get(snapshot).host().name(),
                            copy.content(),
                            copy.parts()),
                    "the published snapshot " + snapshot + " was never made");
            known = snapshots.get(snapshot);
        }
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

    /** What an ended snapshot was must still be known: a host may stand on it. */
    private static void checkCanBeTold(Repository repository, VmState state, SnapshotId snapshot) throws IOException {
        try {
            Object unused = repository.states(state.vm()).at(state, snapshot);
        } catch (KssException e) {
            throw new Violation("what the ended snapshot " + snapshot + " was can't be told: " + e.message(), e);
        }
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
            return Optional.of(Repository.open(
                    store.asItIs(),
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
