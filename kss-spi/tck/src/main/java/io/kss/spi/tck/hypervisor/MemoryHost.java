package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A host with domains and their disks, all in memory, for tests of what uses a hypervisor. kss sees it through a
 * {@link MemoryHypervisor}; what users do with other tools, what happens to the machine and how steps fail is here; what
 * guests do is in {@link #guest}, what befalls the files in {@link #files}. Thread-safe. Everything that is left to
 * chance follows from the seed.
 *
 * <p>A guest's writes are durable at once. What kss writes to a new layer is not, until it is flushed.
 */
public final class MemoryHost {

    final Object lock = new Object();
    final Random random;
    final ImageStore store = new ImageStore();
    final MemoryDomains domains;
    private final String name;
    private final List<KssProcess> processes = new ArrayList<>();
    final FaultPoints points = new FaultPoints(this);
    final Map<String, MemoryHost> neighbours = new ConcurrentHashMap<>();

    /**
     * @param name part of the paths of its files, so that no two hosts share one
     * @param seed decides what is left to chance
     */
    public MemoryHost(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
        this.domains = new MemoryDomains(store, random);
    }

    /** The folder where {@link #createDomain} puts disks. */
    public Path folder() {
        return Path.of("/", name, "images");
    }

    /** What a new kss process sees. */
    public MemoryHypervisor connect() {
        synchronized (lock) {
            KssProcess process = new KssProcess(this);
            processes.add(process);
            return new MemoryHypervisor(this, process);
        }
    }

    /** Domains of that host, whose address is its name, can be asked about and moved here, from now on or not any more. */
    public void reaches(MemoryHost other, boolean reachable) {
        if (reachable) {
            neighbours.put(other.name, other);
        } else {
            neighbours.remove(other.name);
        }
    }

    MemoryHost neighbour(String address) throws HypervisorException {
        MemoryHost found = neighbours.get(address);
        if (found == null) {
            throw new HypervisorException(Reason.UNAVAILABLE, address + " can't be reached from here");
        }
        return found;
    }

    /** What a hypervisor does whose domain arrived. */
    void clear(String domain) throws HypervisorException {
        synchronized (lock) {
            domains.require(domain).powerOff();
            report(domains.require(domain));
        }
    }

    /** What the guest in a domain does. */
    public MemoryGuest guest(String domain) {
        return new MemoryGuest(this, domain);
    }

    /** What befalls the image files without kss's doing. */
    public MemoryFiles files() {
        return new MemoryFiles(this);
    }

    /** From now on the hook is called around every step of every process. */
    public void faults(FaultHook next) {
        points.hook(next);
    }

    /** How many points there were so far at which a process could have died: two for every step. */
    public long steps() {
        return points.passed();
    }

    /** Lets the process that comes to the n-th point from now on (the next is 1) die there, as by {@link #kssDied}. */
    public void crashAt(long point) {
        points.crashAfter(point);
    }

    /**
     * All kss processes die. Domains go on. What was written to a layer and not flushed may or may not be there; the
     * files they had open are closed. Their later calls throw {@link SimulatedCrash}.
     */
    public void kssDied() {
        synchronized (lock) {
            List.copyOf(processes).forEach(KssProcess::die);
            processes.clear();
        }
    }

    /** The machine loses power: as {@link #kssDied}, no domain runs, and layers that were never flushed may be gone or damaged. */
    public void powerLoss() {
        synchronized (lock) {
            kssDied();
            domains.all.values().forEach(MemoryDomain::powerOff);
            store.powerLoss(random);
        }
    }

    /** As {@link #createDomain(String, Map, String)} with qcow2 disks. */
    public void createDomain(String domain, Map<String, Long> sizes) {
        createDomain(domain, sizes, "qcow2");
    }

    /**
     * A user installs a VM: defined, off, with empty disks that stand on nothing, named {@code <domain>-<target>.<format>}.
     *
     * @param sizes bytes by target
     * @param format {@code qcow2} or {@code raw}
     */
    public void createDomain(String domain, Map<String, Long> sizes, String format) {
        synchronized (lock) {
            Map<String, Path> disks = new LinkedHashMap<>();
            new TreeMap<>(sizes).forEach((target, size) -> {
                Path file = folder().resolve(domain + "-" + target + "." + format);
                files().create(file, format, size);
                disks.put(target, file);
            });
            MemoryConfig config = new MemoryConfig(domains.uuid(), domains.mac(), "plain", disks);
            if (domains.all.putIfAbsent(domain, new MemoryDomain(domain, config)) != null) {
                throw new IllegalStateException(domain + " exists already");
            }
        }
    }

    /** {@code virsh undefine}: the disks stay. */
    public void virshUndefine(String domain) throws HypervisorException {
        change(domain, MemoryDomain::ensureOff);
        synchronized (lock) {
            domains.all.remove(domain);
        }
    }

    /** {@code virsh start}: restores the managed save if there is one, with the disks it was made with. */
    public void virshStart(String domain) throws HypervisorException {
        change(domain, it -> {
            it.powerOn(store, it.saved.orElse(it.persistent));
            report(it);
        });
    }

    /** {@code virsh destroy}; also what is left after a guest shut itself down. */
    public void virshDestroy(String domain) throws HypervisorException {
        change(domain, it -> {
            it.powerOff();
            report(it);
        });
    }

    /** {@code virsh suspend}. */
    public void virshSuspend(String domain) throws HypervisorException {
        moveFrom(RunState.RUNNING, domain, RunState.HELD);
    }

    /** {@code virsh resume}. */
    public void virshResume(String domain) throws HypervisorException {
        moveFrom(RunState.HELD, domain, RunState.RUNNING);
    }

    /** What a hypervisor does whose domain finds no room for what it writes; it is held until there is some again. */
    public void findsNoRoom(String domain) throws HypervisorException {
        files().roomLeft(0);
        moveFrom(RunState.RUNNING, domain, RunState.HELD);
        change(domain, it -> it.waitsForRoom = true);
    }

    /** A move that takes a domain away goes on until it was asked to end so often. */
    public void keepsLeaving(String domain, int requests) throws HypervisorException {
        change(domain, it -> it.leaving = requests);
    }

    /** {@code virsh managedsave}: off, with a memory image that belongs to the disks as they are now. */
    public void managedSave(String domain) throws HypervisorException {
        change(domain, it -> {
            it.save();
            report(it);
        });
    }

    /** {@code virsh managedsave-remove}. */
    public void removeManagedSave(String domain) throws HypervisorException {
        change(domain, it -> it.saved = Optional.empty());
    }

    /**
     * {@code virsh edit}.
     *
     * @param hardware one line that stands for all that a definition says apart from identity and disks
     */
    public void changeDefinition(String domain, String hardware) throws HypervisorException {
        change(
                domain,
                it -> it.persistent =
                        it.persistent.withHardware(hardware.lines().findFirst().orElse("")));
    }

    /** Gives the domain one more display, to be seen while it runs. */
    public void addDisplay(String domain, Display display) throws HypervisorException {
        change(domain, it -> it.displays.add(display));
    }

    /** Something that makes it impossible to synchronise the domain. */
    public void addObstacle(String domain, String sentence) throws HypervisorException {
        change(domain, it -> it.obstacles.add(sentence));
    }

    private void moveFrom(RunState from, String domain, RunState to) throws HypervisorException {
        change(domain, it -> {
            if (it.state != from) {
                throw new HypervisorException(Reason.WRONG_STATE, domain + " is " + it.state + ", not " + from);
            }
            it.execute();
            it.state = to;
        });
    }

    /** What happens to a domain. */
    @FunctionalInterface
    interface DomainChange {
        void happen(MemoryDomain domain) throws HypervisorException;
    }

    void change(String domain, DomainChange change) throws HypervisorException {
        synchronized (lock) {
            change.happen(domains.require(domain));
        }
    }

    void report(MemoryDomain domain) {
        processes.forEach(process ->
                process.subscriptions.forEach(subscription -> subscription.report(domain.name, domain.state)));
    }
}
