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
    private final Model model = new Model(hosts, store);
    private long seed = 1;

    /** A host without VMs. */
    SimulatedHost host(String name) {
        return host(name, Map.of());
    }

    /** A host with settings of its own. */
    SimulatedHost host(String name, Map<String, VmSettings> settings) {
        SimulatedHost host = new SimulatedHost(name, name, store, late, seed++, settings);
        hosts.add(host);
        return host;
    }

    /** A host that the promises are not checked on, for it has the name or the state of another. */
    SimulatedHost stranger(String name, String id) {
        return new SimulatedHost(name, id, store, late, seed++, Map.of());
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
        return new Task(host, command, Trouble.NONE, seed++);
    }

    /** A command with trouble, until it ends or dies. */
    Task perform(SimulatedHost host, Command command, Trouble trouble) throws Exception {
        Task task = new Task(host, command, trouble, seed++);
        goOn(task);
        return task;
    }

    /** Lets a command go on until it ends. */
    Task goOn(Task task) throws Exception {
        task.goOn();
        check();
        return task;
    }

    /** A guest writes into the only disk. */
    void write(SimulatedHost host, long offset, int length, int value) throws Exception {
        model.observe(host, VM);
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        host.machine.guest(VM).write("vda", offset, bytes);
        guest(host).write("vda", offset, bytes);
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

    /** All that there is to check, at the end. */
    void checkAll() throws Exception {
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
