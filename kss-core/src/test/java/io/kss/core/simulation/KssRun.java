package io.kss.core.simulation;

import io.kss.core.failure.KssException;
import io.kss.core.identity.IdSource;
import io.kss.core.simulation.Trouble.Point;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.Operation;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One process of kss on a simulated host, from its begin to its end or death, with what goes wrong meanwhile. What is
 * left to chance follows from the seed, apart for the command's own thread and for those of transfers, whose order
 * nobody knows.
 */
final class KssRun {

    private static final InheritableThreadLocal<KssRun> CURRENT = new InheritableThreadLocal<>();

    private final SimulatedHost host;
    private final Trouble trouble;
    private final Random ids;
    private final Random workerIds;
    private final Random faults;
    private final Random workerFaults;
    private final Map<Place, Integer> counts = new EnumMap<>(Place.class);
    private final Map<Place, Integer> workerCounts = new EnumMap<>(Place.class);
    private Optional<Coroutine> coroutine = Optional.empty();
    private int suspendAt;
    private int points;
    private Optional<String> holdAt = Optional.empty();
    private Optional<String> failAt = Optional.empty();
    private FaultPlan script = FaultPlan.none();
    private Consumer<String> stepped = what -> {};
    private int stateWrites;
    private volatile boolean alive = true;

    KssRun(SimulatedHost host, Trouble trouble, long seed) {
        this.host = host;
        this.trouble = trouble;
        this.ids = new Random(seed);
        this.workerIds = new Random(~seed);
        this.faults = new Random(seed * 31 + 1);
        this.workerFaults = new Random(seed * 31 + 2);
        this.suspendAt = trouble.suspend();
    }

    /** The process that the calling thread belongs to, if it is one of kss at all. */
    static Optional<KssRun> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Begins: this thread, and those that it makes, belong to the process. */
    void begin(Coroutine own) {
        CURRENT.set(this);
        coroutine = Optional.of(own);
    }

    /** At how many more points it is held again; 0 for never. */
    void suspendAfter(int more) {
        suspendAt = more == 0 ? 0 : points + more;
    }

    /** It is held at the next point whose description contains that; once. */
    void holdAt(String what) {
        holdAt = Optional.of(what);
    }

    /** The step of the hypervisor whose description contains that fails. */
    void failAt(String what) {
        failAt = Optional.of(what);
    }

    /** What goes wrong with the store on purpose. */
    void script(FaultPlan plan) {
        script = plan;
    }

    SimulatedHost host() {
        return host;
    }

    Trouble trouble() {
        return trouble;
    }

    boolean alive() {
        return alive;
    }

    /** It is dead: nothing that it still tries has any effect. */
    void die() {
        alive = false;
    }

    void requireAlive() {
        if (!alive) {
            throw new SimulatedCrash("this process is dead");
        }
    }

    IdSource ids() {
        return () -> {
            Random random = own() ? ids : workerIds;
            byte[] id = new byte[16];
            synchronized (random) {
                random.nextBytes(id);
            }
            return HexFormat.of().formatHex(id);
        };
    }

    /** The process comes to a point where it may be held, or die. */
    void pass(Place place, String what) {
        requireAlive();
        hold(what);
        if (isAt(place, trouble.crash())) {
            host.crash();
            throw new SimulatedCrash(what);
        }
        requireAlive();
    }

    /** A step of the hypervisor begins or has happened. */
    void passStep(String what, boolean after) throws HypervisorException {
        if (after) {
            stepped.accept(what);
        }
        requireAlive();
        hold(what);
        if (failAt.isPresent() && what.contains(failAt.get())) {
            throw new HypervisorException(HypervisorException.Reason.FAILED, "simulated: " + what + " failed");
        }
        boolean failing = trouble.failing().map(point -> point.after() == after).orElse(false);
        boolean due = isAt(Place.HYPERVISOR, trouble.crash().or(() -> failing ? trouble.failing() : Optional.empty()));
        if (due && trouble.crash().isPresent()) {
            host.crash();
            throw new SimulatedCrash(what);
        }
        if (due) {
            throw new HypervisorException(
                    HypervisorException.Reason.UNAVAILABLE, "simulated: the hypervisor restarts at " + what);
        }
        requireAlive();
    }

    /** What goes wrong with operations of the store. */
    FaultPlan storeFaults() {
        FaultPlan own = FaultPlan.random(faults.nextLong(), trouble.rates());
        FaultPlan workers = FaultPlan.random(workerFaults.nextLong(), trouble.rates());
        return operation -> storeFault(operation, own() ? own : workers);
    }

    private Optional<Fault> storeFault(Operation operation, FaultPlan random) {
        requireAlive();
        hold("before " + operation);
        Optional<Fault> scripted = script.faultFor(operation);
        if (scripted.isPresent()) {
            return scripted;
        }
        if (trouble.away() >= 0 && operation.number() > trouble.away()) {
            return Optional.of(new Fault.Fail(what -> new TransientStorageException("simulated: no route to " + what)));
        }
        if (isAt(Place.STORE, trouble.crash())) {
            return Optional.of(new Fault.Crash(trouble.crash().get().after()));
        }
        return random.faultFor(operation);
    }

    /** The state folder has no room from some write on. */
    void requireRoom(String name) throws IOException {
        if (trouble.stateFull() > 0 && ++stateWrites >= trouble.stateFull()) {
            throw new IOException("No space left on device: " + name);
        }
    }

    /** Work of this process for another one of the same takeover, which waits for it on its own thread. */
    <T> T answer(Answer<T> work) throws KssException {
        KssRun asking = CURRENT.get();
        coroutine = asking.coroutine;
        CURRENT.set(this);
        try {
            return work.make();
        } finally {
            CURRENT.set(asking);
        }
    }

    /** What a process makes. */
    interface Answer<T> {
        T make() throws KssException;
    }

    /** Is told of every step of the hypervisor that was taken, even if the process dies with it. */
    void onStep(Consumer<String> listener) {
        stepped = listener;
    }

    private boolean own() {
        return coroutine.map(Coroutine::isThisThread).orElse(true);
    }

    private void hold(String what) {
        if (coroutine.isPresent()
                && own()
                && (++points == suspendAt || holdAt.map(what::contains).orElse(false))) {
            holdAt = Optional.empty();
            coroutine.get().park();
            requireAlive();
        }
    }

    private boolean isAt(Place place, Optional<Point> point) {
        boolean worker = !own();
        Map<Place, Integer> map = worker ? workerCounts : counts;
        int count;
        synchronized (map) {
            count = map.merge(place, 1, Integer::sum);
        }
        return point.isPresent()
                && point.get().place() == place
                && point.get().worker() == worker
                && point.get().number() == count;
    }
}
