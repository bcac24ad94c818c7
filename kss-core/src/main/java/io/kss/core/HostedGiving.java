package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.operation.Departure;
import io.kss.core.operation.Host;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.Settling;
import io.kss.core.operation.TakingOver;
import io.kss.core.operation.VmSession;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.LinkTest;
import io.kss.core.takeover.Load;
import io.kss.core.takeover.Offer;
import io.kss.core.workspace.StateFolder;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This host's side of giving a running VM away, under the VM's lock from the beginning to the end. */
final class HostedGiving implements Giving {

    private static final Logger LOG = LoggerFactory.getLogger(HostedGiving.class);

    private static final int LOOKS = 200;
    private static final int LOOKS_PER_REMINDER = 20;
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    private final Host host;
    private final StoreLink store;
    private final String name;
    private final VmSettings settings;
    private final StateFolder.Lock lock;
    private boolean begun;

    HostedGiving(Host host, StoreLink store, String name, VmSettings settings) throws KssException {
        this.host = host;
        this.store = store;
        this.name = name;
        this.settings = settings;
        this.lock = Work.explained(store, () -> new Turn(host.workspace().vm(name)).take());
    }

    @Override
    public Optional<RunState> state() throws KssException {
        return Work.explained(store, () -> host.hypervisor().domain(name).map(domain -> domain.state()));
    }

    @Override
    public Load load() throws KssException {
        return Work.explained(store, () -> {
            VmSession session = session();
            long memory = TakingOver.moves(session).memory(name);
            return new Load(
                    memory,
                    new Inspection(session).unsealedBytes(),
                    host.clock().instant());
        });
    }

    @Override
    public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException {
        LinkTest.send(address, port, key, maxBytes, maxTime);
    }

    @Override
    public Offer offer() throws KssException {
        return Work.explained(store, () -> new Departure(session()).offer(store.open()));
    }

    @Override
    public void begin(HostIdentity to, String newToken) throws KssException {
        Work.explained(store, () -> {
            new Departure(session()).begin(store.open(), to, newToken);
            begun = true;
            return name;
        });
    }

    @Override
    public void confirm(Duration patience) {
        // Who is called is there.
    }

    @Override
    public void settle() throws KssException {
        Work.explained(store, () -> {
            Settling.settle(session(), store.open());
            if (begun && host.hypervisor().state(name) == RunState.RUNNING) {
                // It stayed here: what was to take it away must come to its end, or nobody can work on it.
                endTheMove();
            }
            return name;
        });
    }

    private VmSession session() throws IOException, KssException {
        return VmSession.working(host, name, settings.localOnlyDisks());
    }

    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            if (Settling.isNeeded(session())) {
                endTheMove();
                settle();
            }
        } catch (KssException | HypervisorException | IOException e) {
            LOG.info("how the takeover of {} ended is not known yet: {}", name, e.getMessage());
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            lock.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the move of a takeover that did not come about; asks more than once, for the hypervisor may miss it. */
    private void endTheMove() throws HypervisorException, InterruptedException {
        Optional<LiveMoves> moves = host.hypervisor().liveMoves();
        if (moves.isEmpty() || host.hypervisor().domain(name).isEmpty()) {
            return;
        }
        for (int look = 0; look < LOOKS && moves.get().isLeaving(name); look++) {
            if (look % LOOKS_PER_REMINDER == 0) {
                moves.get().cancelLeaving(name);
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }
}
