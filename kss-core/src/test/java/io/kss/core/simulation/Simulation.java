package io.kss.core.simulation;

import io.kss.core.Keep;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.retention.Retention;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.storage.LateWrites;
import io.kss.spi.tck.storage.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * Some hosts, a store and people who do anything at any time, while everything fails that can fail. Follows from its
 * seed, but for the order in which the threads of a transfer work.
 */
@SuppressWarnings("StatementSwitchToExpressionSwitch") // each case is a step of its own, some of several statements
final class Simulation {

    private static final int SECTOR = 512;

    /** Copies of copies of copies prove no more than copies do. */
    private static final int LONGEST_COPIED = 20;

    private final long seed;
    private final Random random;
    private final SimulatedStore store;
    private final LateWrites late = new LateWrites();
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final List<String> vms = new ArrayList<>();
    private final List<Task> held = new ArrayList<>();
    private final List<PeerLink> links = new ArrayList<>();
    private final Trace trace = new Trace();
    private final Model model;
    private int copies;

    Simulation(long seed) throws Exception {
        this(seed, SimulatedStore.of(new MemoryStore()));
    }

    Simulation(long seed, SimulatedStore store) throws Exception {
        this.seed = seed;
        this.store = store;
        this.random = new Random(seed);
        List<String> names = List.of("desktop", "laptop", "attic", "office");
        for (String name : names.subList(0, 2 + random.nextInt(3))) {
            hosts.add(new SimulatedHost(name, store, late, random.nextLong()));
        }
        if (random.nextBoolean()) {
            hosts.forEach(host -> host.retention(new Retention(
                    1 + random.nextInt(3), random.nextInt(2), 0, 0, 3 + random.nextInt(4), OptionalLong.empty())));
        }
        model = new Model(hosts, store);
        install("daily", hosts.get(0));
        if (random.nextInt(3) == 0) {
            install("lab", hosts.get(1));
        }
        if (random.nextBoolean()) {
            store.listingsLag(1 + random.nextInt(30), random.nextLong());
            hosts.forEach(host -> host.listingsLag(true));
        }
    }

    /** How many steps were taken. */
    int steps() {
        return trace.size();
    }

    String traceText() {
        return trace.toString();
    }

    /** Takes random steps, then lets everything settle, and checks all the way. */
    Simulation run(int steps) {
        try {
            perform(hosts.get(0), new Command.Init(), Trouble.NONE);
            for (int i = 0; i < steps; i++) {
                step();
                if (i % 25 == 24) {
                    checkAll();
                }
            }
            new Calm(this).settle();
            checkAll();
            model.checkEverySnapshot();
            return this;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "simulation with -Dkss.simulation.seed=" + seed + " failed: " + e.getMessage() + "\n" + trace, e);
        }
    }

    List<SimulatedHost> hosts() {
        return hosts;
    }

    List<String> vms() {
        return vms;
    }

    Model model() {
        return model;
    }

    Random random() {
        return random;
    }

    void note(String line) {
        trace.add(line);
    }

    /** From now on nothing fails any more. */
    void endTrouble() throws Exception {
        while (!held.isEmpty() || !links.isEmpty()) {
            if (held.isEmpty()) {
                endAlone(links.get(0));
            } else {
                resume(held.get(0), 0);
            }
        }
        late.landAll();
        store.calm();
        hosts.forEach(host -> host.listingsLag(false));
        for (SimulatedHost host : hosts) {
            host.machine.files().roomLeft(1L << 40);
        }
    }

    /** A command from its begin to where it ends or is held. */
    Task perform(SimulatedHost host, Command command, Trouble trouble) throws Exception {
        String line = host + ": " + command + trouble;
        if (trouble.localRoom() >= 0) {
            host.machine.files().roomLeft(trouble.localRoom());
        }
        model.expects(command);
        Task task = new Task(host, command, trouble, random.nextLong());
        held.add(task);
        proceed(task, line);
        return task;
    }

    /** A VM is asked to come from one host to another. */
    Task takeOver(
            SimulatedHost to, String vm, SimulatedHost from, Trouble trouble, Trouble troubleThere, PeerLink.Cut cut)
            throws Exception {
        PeerLink link = new PeerLink(vm, from, from.begin(troubleThere, random.nextLong()), cut, model);
        if (troubleThere.localRoom() >= 0) {
            from.machine.files().roomLeft(troubleThere.localRoom());
        }
        links.add(link);
        return perform(to, new Command.TakeOver(vm, link), trouble);
    }

    /** The other side of a takeover notices that it is alone. */
    private void endAlone(PeerLink link) throws Exception {
        links.remove(link);
        link.lose();
        if (link.isAlone()) {
            Task task = new Task(link.there(), new Command.EndAlone(link.vm(), link), link.peer());
            held.add(task);
            proceed(task, link.there() + ": hears nothing of the takeover of " + link.vm() + " any more");
        }
    }

    private void install(String vm, SimulatedHost host) throws Exception {
        Map<String, Long> sizes = new HashMap<>();
        sizes.put("vda", SECTOR * (1L + random.nextInt(3000)));
        if (random.nextBoolean()) {
            sizes.put("vdb", (4L << 20) + SECTOR * (random.nextInt(600) - 200L));
        }
        host.machine.createDomain(vm, sizes, random.nextInt(4) == 0 ? "raw" : "qcow2");
        if (random.nextBoolean()) {
            host.machine.guest(vm).changeNvram(new byte[] {1});
        }
        vms.add(vm);
        model.installed(host, vm);
    }

    private void step() throws Exception {
        // Where something is held half done, it is worth while to stir.
        SimulatedHost host = !held.isEmpty() && random.nextInt(3) == 0
                ? held.get(random.nextInt(held.size())).host
                : hosts.get(random.nextInt(hosts.size()));
        int kind = random.nextInt(100);
        if (kind < 6) {
            takeOver(host);
        } else if (kind < 45) {
            command(host);
        } else if (kind < 46 && !links.isEmpty()) {
            endAlone(links.get(random.nextInt(links.size())));
        } else if (kind < 55 && !held.isEmpty()) {
            resume(held.get(random.nextInt(held.size())), random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 0);
        } else if (kind < 85) {
            guestActs(host);
        } else if (kind < 96) {
            personActs(host);
        } else if (kind < 98) {
            trace.add(host + ": every kss is killed");
            host.crash();
            after(host);
        } else if (kind < 99) {
            trace.add(host + ": power loss");
            host.powerLoss();
            after(host);
        } else {
            trace.add("late writes land");
            late.landAll();
            model.checkRepository();
        }
    }

    /** Mostly one that runs somewhere, mostly to where it is not: taken from there, or given by it. */
    private void takeOver(SimulatedHost host) throws Exception {
        String vm = vms.get(random.nextInt(vms.size()));
        SimulatedHost from = hosts.get(random.nextInt(hosts.size()));
        for (SimulatedHost other : hosts) {
            if (other.active(vm) && random.nextInt(10) > 0) {
                from = other;
            }
        }
        SimulatedHost to = host;
        for (int i = 0; to == from; i++) {
            to = hosts.get((hosts.indexOf(from) + 1 + i + random.nextInt(2)) % hosts.size());
        }
        PeerLink.Cut cut = random.nextInt(4) > 0
                ? PeerLink.Cut.NEVER
                : new PeerLink.Cut(
                        1 + random.nextInt(5), PeerLink.Cut.When.values()[random.nextInt(3)], random.nextBoolean());
        Trouble here = random.nextInt(3) == 0 ? Trouble.NONE : Trouble.random(random);
        Trouble there = random.nextInt(3) > 0 ? Trouble.NONE : Trouble.random(random);
        Task unused = takeOver(to, vm, from, here, there, cut);
    }

    private void command(SimulatedHost host) throws Exception {
        perform(host, anyCommand(host), Trouble.random(random));
    }

    private Command anyCommand(SimulatedHost host) throws Exception {
        List<String> names = new ArrayList<>(vms);
        List<String> here = host.domains();
        String vm = random.nextInt(4) == 0 && !here.isEmpty()
                ? here.get(random.nextInt(here.size()))
                : names.get(random.nextInt(names.size()));
        switch (random.nextInt(36)) {
            case 0:
                return new Command.Init();
            case 20:
            case 21:
                return new Command.CollectGarbage();
            case 22:
            case 23:
                return new Command.Revert(vm, anySnapshot(vm).orElseThrow());
            case 24:
                return vm.length() > LONGEST_COPIED
                        ? new Command.Status()
                        : new Command.CloneAs(
                                vm,
                                random.nextBoolean() ? anySnapshot(vm) : Optional.empty(),
                                vm + "-" + host + ++copies);
            case 25:
                return new Command.Adopt(vm, anyBranch(vm));
            case 26:
                return new Command.DeleteBranch(vm, anyBranch(vm));
            case 27:
            case 28:
                return new Command.Forget(vm, false);
            case 29:
            case 30:
                return new Command.Merge(vm, anySnapshot(vm).orElseThrow(), random.nextBoolean());
            case 31:
            case 32:
                return new Command.Compact(
                        vm, random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(4)) : OptionalInt.empty());
            case 33:
            case 34:
            case 35:
                return new Command.SnapshotPush(vm);
            case 1:
                return new Command.Status();
            case 2:
                return new Command.Look(vm);
            case 3:
            case 4:
                return new Command.Snapshot(vm);
            case 5:
            case 6:
                return new Command.Push(vm, random.nextInt(5) == 0);
            case 7:
            case 8:
                return new Command.Pull(vm, random.nextInt(3) == 0 ? anySnapshot(vm) : Optional.empty());
            case 9:
            case 10:
            case 11:
            case 12:
            case 13:
                return new Command.Start(vm, random.nextInt(6) == 0, random.nextInt(5) == 0, random.nextInt(6) == 0);
            case 14:
            case 15:
            case 16:
                return new Command.Stop(vm, random.nextInt(5) != 0, random.nextInt(3) == 0);
            case 17:
            case 18:
                return new Command.Resolve(
                        vm, List.of(Keep.LOCAL, Keep.REMOTE, Keep.BOTH).get(random.nextInt(3)));
            default:
                return random.nextInt(3) == 0 ? new Command.BreakLease(vm) : new Command.Push(vm, false);
        }
    }

    private String anyBranch(String vm) {
        List<String> known = model.state(vm).stream()
                .flatMap(state -> state.branches().keySet().stream())
                .sorted()
                .toList();
        return known.isEmpty() ? "none" : known.get(random.nextInt(known.size()));
    }

    private Optional<String> anySnapshot(String vm) {
        Optional<VmState> state = model.state(vm);
        List<SnapshotId> known = state.stream()
                .flatMap(it -> it.snapshots().keySet().stream())
                .sorted()
                .toList();
        return known.isEmpty()
                ? Optional.of("0123")
                : Optional.of(known.get(random.nextInt(known.size())).value());
    }

    private void resume(Task task, int holdAfter) throws Exception {
        task.run.suspendAfter(holdAfter);
        proceed(task, task.host + ": goes on with " + task.command);
    }

    private void proceed(Task task, String line) throws Exception {
        boolean mayBreak = task.command instanceof Command.BreakLease
                || (task.command instanceof Command.Start start && start.breakLease());
        try {
            task.proceed();
        } finally {
            trace.add(line + " -> " + task.outcome());
        }
        task.command.vm().filter(vm -> mayBreak).ifPresent(model::leaseBroken);
        // What is published is known from the host that made it.
        List<SimulatedHost> touched = new ArrayList<>();
        task.peer().map(PeerLink::there).ifPresent(touched::add);
        touched.add(task.host);
        after(touched.toArray(SimulatedHost[]::new));
        if (task.command instanceof Command.CollectGarbage) {
            model.checkEverySnapshot();
        }
        if (task.succeeded() && task.command instanceof Command.Start start && !start.offline()) {
            model.startedByRight(task.host, start.name());
        }
    }

    /** Processes that died come to their end, and what is on these hosts is looked at. */
    private void after(SimulatedHost... touched) throws Exception {
        Set<SimulatedHost> seen = new LinkedHashSet<>(List.of(touched));
        for (Task task : List.copyOf(held)) {
            if (!task.ended() && !task.run.alive()) {
                task.proceed();
                // What it asked for there may still have happened.
                task.peer().map(PeerLink::there).ifPresent(seen::add);
            }
        }
        held.removeIf(Task::ended);
        links.removeIf(link -> link.isOver());
        for (SimulatedHost host : seen) {
            model.checkHost(host, isQuiet(host));
        }
        model.checkRepository();
        model.checkLeases();
        vms.forEach(model::checkRuns);
    }

    private boolean isQuiet(SimulatedHost host) {
        return held.stream().noneMatch(task -> task.isOn(host))
                && links.stream().noneMatch(link -> link.there() == host);
    }

    private void checkAll() throws Exception {
        for (SimulatedHost host : hosts) {
            model.checkHost(host, isQuiet(host));
            model.checkSealedFiles(host);
        }
    }

    private void guestActs(SimulatedHost host) throws Exception {
        List<String> running = new ArrayList<>();
        for (String vm : host.domains()) {
            if (host.domain(vm).orElseThrow().state() == RunState.RUNNING) {
                running.add(vm);
            }
        }
        if (running.isEmpty()) {
            personActs(host);
            return;
        }
        String vm = running.get(random.nextInt(running.size()));
        write(host, vm);
    }

    /** A guest writes, discards, or changes its variables. */
    void write(SimulatedHost host, String vm) throws Exception {
        model.observe(host, vm);
        Guest guest = model.guest(host, vm).orElseThrow();
        List<String> targets = List.copyOf(guest.disks.keySet());
        String target = targets.get(random.nextInt(targets.size()));
        int size = guest.disks.get(target).length;
        int kind = random.nextInt(20);
        if (kind == 0) {
            byte[] value = new byte[1 + random.nextInt(20)];
            random.nextBytes(value);
            host.machine.guest(vm).changeNvram(value);
            guest.changeNvram(value);
            trace.add(host + ": the firmware of " + vm + " changes its variables");
            return;
        }
        int length = 1 + random.nextInt(Math.min(size, random.nextInt(4) == 0 ? 300_000 : 5_000));
        int offset = random.nextInt(size - length + 1);
        if (kind < 4) {
            host.machine.guest(vm).discard(target, offset, length);
            guest.discard(target, offset, length);
            trace.add(host + ": the guest of " + vm + " discards " + length + " at " + offset + " of " + target);
            return;
        }
        byte[] bytes = new byte[length];
        if (kind < 18) {
            random.nextBytes(bytes);
        }
        try {
            host.machine.guest(vm).write(target, offset, bytes);
        } catch (HypervisorException e) {
            // The disk is full and the guest was told so.
            trace.add(host + ": the guest of " + vm + " can't write: " + e.reason());
            return;
        }
        guest.write(target, offset, bytes);
        trace.add(host + ": the guest of " + vm + " writes " + length + " at " + offset + " of " + target);
    }

    private void personActs(SimulatedHost host) throws Exception {
        List<String> names = host.domains();
        if (names.isEmpty()) {
            return;
        }
        String vm = names.get(random.nextInt(names.size()));
        model.observe(host, vm);
        Domain domain = host.domain(vm).orElseThrow();
        boolean off = !domain.state().active();
        boolean departing = model.isDeparting(host, vm);
        String what;
        switch (random.nextInt(10)) {
            case 0:
            case 1:
                what = "virsh start";
                // That would show the guest an older disk, and no kss could hinder it: the definition lags behind.
                if (!model.isBetweenTheHalvesOfASeal(host, vm) && !model.isArriving(host, vm)) {
                    attempt(() -> host.machine.virshStart(vm));
                    model.startedBehindOurBack(host, vm);
                }
                break;
            case 2:
            case 3:
            case 4:
                what = "virsh destroy";
                host.machine.virshDestroy(vm);
                break;
            case 5:
                if (domain.managedSave()) {
                    what = "virsh managedsave-remove";
                    host.machine.removeManagedSave(vm);
                } else if (random.nextInt(3) == 0) {
                    what = "virsh managedsave";
                    attempt(() -> host.machine.managedSave(vm));
                } else {
                    what = "virsh destroy";
                    host.machine.virshDestroy(vm);
                }
                break;
            case 6:
                what = "virsh edit";
                host.machine.changeDefinition(vm, "edited " + random.nextInt(1000));
                break;
            case 7:
                what = "virsh suspend or resume";
                attempt(() -> {
                    if (domain.state() == RunState.RUNNING) {
                        host.machine.virshSuspend(vm);
                    } else if (!departing) {
                        host.machine.virshResume(vm);
                    }
                });
                break;
            case 8:
                what = "resize";
                if (off && !domain.managedSave() && isQuiet(host) && !model.isGone(host, vm)) {
                    resize(host, vm, domain);
                }
                break;
            default:
                what = "more room on the disk";
                host.machine.files().roomLeft(1L << 40);
                break;
        }
        trace.add(host + ": " + what + " " + vm);
        model.observe(host, vm);
    }

    private void resize(SimulatedHost host, String vm, Domain domain) throws Exception {
        DomainDisk disk = domain.disks().get(random.nextInt(domain.disks().size()));
        long size = SECTOR * (1L + random.nextInt(disk.target().equals("vda") ? 4000 : 10_000));
        host.machine.files().resize(disk.source(), size);
        model.guest(host, vm).orElseThrow().resize(disk.target(), size);
    }

    private static void attempt(Act act) {
        try {
            act.happen();
        } catch (HypervisorException e) {
            // A person tries something that is impossible now; that changes nothing.
            Object unused = e.reason();
        }
    }

    private interface Act {
        void happen() throws HypervisorException;
    }
}
