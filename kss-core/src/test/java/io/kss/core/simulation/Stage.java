package io.kss.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.VmSettings;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.Sleeper;
import io.kss.core.journal.VmState;
import io.kss.core.repository.Ambient;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import io.kss.spi.tck.storage.LateWrites;
import io.kss.spi.tck.storage.MemoryStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store and hosts for scenes that are played step by step. Every promise is checked after every command. */
final class Stage {

    static final String VM = "daily";
    static final long SIZE = 3L << 19;

    final MemoryStore store = new MemoryStore();
    final LateWrites late = new LateWrites();
    private final List<SimulatedHost> hosts = new ArrayList<>();
    private final Model model = new Model(hosts, SimulatedStore.of(store));
    private long seed = 1;
    private boolean spoilt;

    /** A host without VMs. */
    SimulatedHost host(String name) {
        return host(name, Map.of());
    }

    /** A host with settings of its own. */
    SimulatedHost host(String name, Map<String, VmSettings> settings) {
        SimulatedHost host = new SimulatedHost(name, name, SimulatedStore.of(store), late, seed++, settings);
        hosts.add(host);
        return host;
    }

    /** A host that the promises are not checked on, for it has the name or the state of another. */
    SimulatedHost stranger(String name, String id) {
        return new SimulatedHost(name, id, SimulatedStore.of(store), late, seed++, Map.of());
    }

    /** A user installs a VM of one disk there. */
    void install(SimulatedHost host, String vm) throws Exception {
        host.machine.createDomain(vm, Map.of("vda", SIZE));
        model.installed(host, vm);
    }

    /** A desktop with the VM, whose first state is in the repository. */
    SimulatedHost desktopWithVm() throws Exception {
        SimulatedHost desktop = host("desktop");
        install(desktop, VM);
        done(desktop, new Command.Init());
        done(desktop, new Command.Push(VM, false));
        return desktop;
    }

    /** A command that ends well. */
    void done(SimulatedHost host, Command command) throws Exception {
        Task task = perform(host, command);
        assertThat(task.explanation()).as("%s on %s", command, host).isEqualTo("done");
    }

    /** A command that is refused. */
    void refused(SimulatedHost host, Command command, Reason reason) throws Exception {
        Task task = perform(host, command);
        assertThat(task.refused())
                .as("%s on %s: %s", command, host, task.explanation())
                .contains(reason);
    }

    /** A command until it ends, refused or not, or dies. */
    Task perform(SimulatedHost host, Command command) throws Exception {
        Task task = task(host, command);
        goOn(task);
        return task;
    }

    /** A command that is held at the point whose description contains that. */
    Task heldAt(String point, SimulatedHost host, Command command) throws Exception {
        Task task = task(host, command);
        task.run.holdAt(point);
        task.goOn();
        assertThat(task.outcome())
                .as("%s on %s: %s", command, host, task.explanation())
                .isEqualTo("held");
        return task;
    }

    /** A command that has not begun. */
    Task task(SimulatedHost host, Command command) {
        model.expects(command);
        return new Task(host, command, Trouble.NONE, seed++);
    }

    /** A command with trouble, until it ends or dies. */
    Task perform(SimulatedHost host, Command command, Trouble trouble) throws Exception {
        model.expects(command);
        Task task = new Task(host, command, trouble, seed++);
        goOn(task);
        return task;
    }

    /** A takeover until it ends or dies; the other side ends alone if nobody speaks with it any more. */
    Task takeOver(SimulatedHost to, SimulatedHost from, Trouble here, Trouble there, PeerLink.Cut cut)
            throws Exception {
        PeerLink link = new PeerLink(VM, from, from.begin(there, seed++), cut, model);
        Task task = new Task(to, new Command.TakeOver(VM, link), here, seed++);
        task.goOn();
        endAlone(link);
        model.checkHost(from, false);
        check();
        model.checkRuns(VM);
        return task;
    }

    /** A takeover that ends well. */
    void takenOver(SimulatedHost to, SimulatedHost from) throws Exception {
        Task task = takeOver(to, from, Trouble.NONE, Trouble.NONE, PeerLink.Cut.NEVER);
        assertThat(task.explanation()).as("%s takes over from %s", to, from).isEqualTo("done");
    }

    /** A takeover that is held at the point whose description contains that. */
    Task takeOverHeldAt(String point, SimulatedHost to, SimulatedHost from) throws Exception {
        PeerLink link = new PeerLink(VM, from, from.begin(Trouble.NONE, seed++), PeerLink.Cut.NEVER, model);
        return heldAt(point, to, new Command.TakeOver(VM, link));
    }

    /** The other side of a takeover hears nothing any more. */
    void endAlone(PeerLink link) throws Exception {
        link.lose();
        if (link.isAlone()) {
            new Task(link.there(), new Command.EndAlone(VM, link), link.peer()).goOn();
        }
    }

    /** Another tool starts the VM, as far as it can. */
    void virshStart(SimulatedHost host) throws Exception {
        model.startedBehindOurBack(host, VM);
        host.machine.virshStart(VM);
    }

    /** Lets a command go on until it ends. */
    Task goOn(Task task) throws Exception {
        task.goOn();
        check();
        return task;
    }

    /** A guest writes into the only disk. */
    void write(SimulatedHost host, long offset, int length, int value) throws Exception {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        write(host, offset, bytes);
    }

    /** A guest writes these bytes into the only disk. */
    void write(SimulatedHost host, long offset, byte[] bytes) throws Exception {
        model.observe(host, VM);
        host.machine.guest(VM).write("vda", offset, bytes);
        guest(host).write("vda", offset, bytes);
    }

    /** The guest of a copy writes into its only disk. */
    void write(SimulatedHost host, String vm, long offset, int length, int value) throws Exception {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        model.observe(host, vm);
        host.machine.guest(vm).write("vda", offset, bytes);
        model.guest(host, vm).orElseThrow().write("vda", offset, bytes);
    }

    /** The firmware changes its variables. */
    void changeNvram(SimulatedHost host, int value) throws Exception {
        host.machine.guest(VM).changeNvram(new byte[] {(byte) value});
        guest(host).changeNvram(new byte[] {(byte) value});
    }

    /** The disk gets another size while the VM is off. */
    void resize(SimulatedHost host, long size) throws Exception {
        host.machine.files().resize(host.domain(VM).orElseThrow().disks().get(0).source(), size);
        guest(host).resize("vda", size);
    }

    /** Starts, lets the guest write that value somewhere, and stops with all options as they are by default. */
    void session(SimulatedHost host, int value) throws Exception {
        done(host, START);
        write(host, 1000L * value, 5000, value);
        done(host, STOP);
    }

    static final Command START = new Command.Start(VM, false, false, false);
    static final Command START_OFFLINE = new Command.Start(VM, true, false, false);
    static final Command START_BREAKING = new Command.Start(VM, false, false, true);
    static final Command STOP = new Command.Stop(VM, true, true);
    static final Command PUSH = new Command.Push(VM, false);
    static final Command PULL = new Command.Pull(VM, Optional.empty());

    /** What guest and disks on a host must hold. */
    Guest guest(SimulatedHost host) {
        return model.guest(host, VM).orElseThrow();
    }

    byte[] content(SimulatedHost host) throws Exception {
        return host.machine.guest(VM).content("vda");
    }

    void assertSame(SimulatedHost one, SimulatedHost other) throws Exception {
        assertThat(content(one)).isEqualTo(content(other));
    }

    /** Every promise holds; of the published snapshots the new ones are restored. */
    private void check() throws Exception {
        for (SimulatedHost host : hosts) {
            model.checkHost(host, false);
        }
        model.checkRepository();
        model.checkLeases();
    }

    /** The scene itself did something to the files that nothing can be expected of any more. */
    void spoilt() {
        spoilt = true;
    }

    /** All that there is to check, at the end. */
    void checkAll() throws Exception {
        if (spoilt) {
            return;
        }
        check();
        model.checkEverySnapshot();
        for (SimulatedHost host : hosts) {
            model.checkSealedFiles(host);
        }
    }

    Repository repository() throws Exception {
        return Repository.open(
                store.connect(), Optional.empty(), new Ambient(IdSource.secure(), Clock.systemUTC(), Sleeper.real()));
    }

    /** The VM's journal. */
    VmState state() throws Exception {
        Repository repository = repository();
        NamedVm named = repository.find(VM).orElseThrow();
        return repository
                .journal(
                        named.id(),
                        JournalMemory.volatileMemory(),
                        new HostIdentity(HostId.next(IdSource.secure()), "audience"))
                .read();
    }

    /** Who holds the lease, by name. */
    Optional<String> holder() throws Exception {
        return state().lease().map(lease -> lease.host().name());
    }
}
