package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveObstacle;
import io.kss.spi.hypervisor.MoveRequest;
import io.kss.spi.hypervisor.Moved;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves between hosts that know each other as neighbours. Each of the four stages is a step at which a process can die. */
final class MemoryMoves implements LiveMoves {

    private static final long MEMORY = 64 << 20;

    private final MemoryHost host;
    private final KssProcess process;

    MemoryMoves(MemoryHost host, KssProcess process) {
        this.host = host;
        this.process = process;
    }

    @Override
    public Moved take(MoveRequest request, MoveListener listener) throws HypervisorException {
        MemoryHost there = host.neighbour(request.from());
        String name = request.domain();
        listener.moving(0, 1);
        boolean copied = false;
        long bytes;
        try {
            bytes = process.step("move:copy " + name, () -> copy(there, request));
            copied = true;
        } finally {
            if (!copied && process.alive()) {
                undo(there, request);
            }
        }
        listener.arrived();
        process.change("move:resume " + name, () -> execute(name));
        process.change("move:clear " + name, () -> {
            // Whoever can't be told any more that it left keeps it, paused.
            if (host.neighbours.containsKey(request.from())) {
                there.clear(name);
            }
        });
        return new Moved(1, bytes, Duration.ofMillis(1), 0, true);
    }

    /** Memory comes in one piece here. */
    @Override
    public void fetchRest(MoveRequest request, MoveListener listener) {}

    @Override
    public boolean isSplit(String domain) {
        return false;
    }

    @Override
    public long memory(String domain) throws HypervisorException {
        synchronized (host.lock) {
            MemoryDomain unused = host.domains.require(domain);
            return MEMORY;
        }
    }

    /** What a hypervisor does when a move fails that was not over: it goes on there. */
    private void undo(MemoryHost there, MoveRequest request) throws HypervisorException {
        synchronized (host.lock) {
            MemoryDomain here = host.domains.require(request.domain());
            if (here.isOn(request.disks().values())) {
                here.powerOff();
                synchronized (there.lock) {
                    there.domains.require(request.domain()).execute();
                }
            }
        }
    }

    private void execute(String name) throws HypervisorException {
        MemoryDomain here = host.domains.require(name);
        if (!here.state.active()) {
            throw new HypervisorException(Reason.WRONG_STATE, name + " is not there any more");
        }
        here.execute();
        host.report(here);
    }

    private long copy(MemoryHost there, MoveRequest request) throws HypervisorException {
        MemoryDomain here = host.domains.require(request.domain());
        here.ensureOff();
        here.ensureNotSaved();
        synchronized (there.lock) {
            MemoryDomain source = there.domains.require(request.domain());
            if (source.state != RunState.RUNNING) {
                throw new HypervisorException(
                        Reason.WRONG_STATE, request.domain() + " does not run at " + request.from());
            }
            Map<String, Path> disks = new LinkedHashMap<>(here.persistent.disks());
            disks.putAll(request.disks());
            here.powerOn(host.store, here.persistent.withDisks(disks));
            here.state = RunState.HELD;
            here.incoming.putAll(source.parts);
            source.state = RunState.HELD;
            long bytes = 0;
            for (Map.Entry<String, Path> disk : request.disks().entrySet()) {
                Chain chain = source.live.get(disk.getKey());
                if (chain != null) {
                    ImageFile from = chain.top().file();
                    ImageFile to = host.store.require(disk.getValue());
                    to.content.take(from.content);
                    host.store.written(to);
                    bytes += from.content.dataBytes();
                }
            }
            return bytes;
        }
    }

    @Override
    public Optional<RunState> stateAt(String address, String domain) throws HypervisorException {
        MemoryHost there = host.neighbour(address);
        synchronized (there.lock) {
            return there.domains.find(domain).map(found -> found.state);
        }
    }

    @Override
    public List<MoveObstacle> examine(String address, String domain) throws HypervisorException {
        MemoryHost unused = host.neighbour(address);
        return List.of();
    }

    @Override
    public boolean isLeaving(String domain) throws HypervisorException {
        synchronized (host.lock) {
            return host.domains.require(domain).leaving > 0;
        }
    }

    @Override
    public void cancelLeaving(String domain) throws HypervisorException {
        synchronized (host.lock) {
            MemoryDomain target = host.domains.require(domain);
            target.leaving = Math.max(0, target.leaving - 1);
        }
    }

    @Override
    public void settle(String domain, Map<String, Path> disks) throws HypervisorException {
        process.change("move:settle " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            Map<String, Path> all = new LinkedHashMap<>(target.persistent.disks());
            all.putAll(disks);
            target.persistent = target.persistent.withDisks(all);
        });
    }

    @Override
    public void resume(String domain) throws HypervisorException {
        process.change("resume " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            boolean full = target.waitsForRoom && host.store.room() == 0;
            if (target.state == RunState.HELD && !full) {
                target.execute();
                host.report(target);
            }
        });
    }
}
