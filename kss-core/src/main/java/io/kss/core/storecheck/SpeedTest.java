package io.kss.core.storecheck;

import io.kss.core.concurrent.Crew;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Measures a store the way transfers use it: one backend, several threads, objects of the size of packs. */
final class SpeedTest {

    private static final long MIB = 1L << 20;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MOST = 1L << 30;

    private final Probe probe;
    private final int packSize;
    private final int connections;
    private final Duration phase;
    private final Ticker ticker;

    /** @param phase how long each of the four rates is measured; at least one object per thread is moved all the same */
    SpeedTest(Probe probe, int packSize, int connections, Duration phase, Ticker ticker) {
        this.probe = probe;
        this.phase = phase;
        this.packSize = packSize;
        this.connections = connections;
        this.ticker = ticker;
    }

    /** Empty if there is not enough room. */
    Optional<Speed> run() throws StorageException, InterruptedException {
        long room = probe.connection(0).space().map(StoreSpace::free).orElse(Long.MAX_VALUE) / 4;
        long size = Math.min(affordable(), room / connections);
        if (size < Math.min(packSize, MIB / 4)) {
            return Optional.empty();
        }
        long most = Math.max(size, Math.min(MOST, room));
        long write = write("writing one object after the other", 1, size, most);
        long parallelWrite = write("writing " + connections + " objects at once", connections, size, most);
        long read = read("reading one object after the other", 1, size, most);
        long parallelRead = read("reading " + connections + " objects at once", connections, size, most);
        for (int i = 0; i < connections; i++) {
            probe.connection(0).delete(large(i));
        }
        return Optional.of(new Speed(size, connections, write, parallelWrite, read, parallelRead, latencies()));
    }

    /** Objects of a pack's size, or what is written in about a second. */
    private long affordable() throws StorageException, InterruptedException {
        long size = Math.min(packSize, 4 * MIB);
        long start = System.nanoTime();
        probe.put(0, large(0), ticker.counted(size));
        double seconds = Math.max(1, System.nanoTime() - start) / (double) SECOND;
        long inASecond = (long) (size / seconds);
        return Math.max(Math.min(packSize, MIB), Math.min(packSize, inASecond / MIB * MIB));
    }

    private long write(String what, int threads, long size, long most) throws StorageException, InterruptedException {
        return rate(what, threads, size, most, own -> probe.put(0, large(own), ticker.counted(size)));
    }

    private long read(String what, int threads, long size, long most) throws StorageException, InterruptedException {
        return rate(what, threads, size, most, own -> {
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = probe.connection(0).read(large(own), ByteRange.ALL)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    ticker.moved(count);
                }
            } catch (IOException e) {
                throw Probe.storage(e);
            }
        });
    }

    /** Bytes per second while each thread works on objects of its own for a few seconds. */
    private long rate(String what, int threads, long size, long most, Stopwatch.Operation operation)
            throws StorageException, InterruptedException {
        ticker.step(what);
        AtomicLong done = new AtomicLong();
        long start = System.nanoTime();
        try (Crew crew = new Crew(Crew.daemons("kss-store-check"))) {
            for (int thread = 0; thread < threads; thread++) {
                int own = thread;
                crew.start(() -> {
                    do {
                        operation.on(own);
                    } while (done.addAndGet(size) + size <= most && System.nanoTime() - start < phase.toNanos());
                });
            }
            PartialCheck.rethrow(crew.await());
        }
        return (long) (done.get() / ((System.nanoTime() - start) / (double) SECOND));
    }

    private List<Speed.Latency> latencies() throws StorageException, InterruptedException {
        ticker.step("timing small objects");
        Noise entry = Noise.of(10, 600);
        List<Speed.Latency> all = new ArrayList<>();
        all.add(Stopwatch.time(
                "create exclusively", i -> probe.put(0, small("entry", i), entry, PutCondition.IF_ABSENT)));
        all.add(Stopwatch.time("write", i -> probe.put(0, small("small", i), entry)));
        all.add(Stopwatch.time("look up", i -> probe.connection(0).stat(small("small", i % 3))));
        all.add(Stopwatch.time("read", i -> probe.read(0, small("small", i % 3))));
        all.add(Stopwatch.time("list", i -> probe.objects(0, probe.folder() + "/speed/small/")));
        all.add(Stopwatch.time("delete", i -> probe.connection(0).delete(small("small", i))));
        return all;
    }

    private ObjectKey large(int number) {
        return probe.key("speed/large-" + number);
    }

    private ObjectKey small(String kind, int number) {
        return probe.key("speed/" + kind + "/" + number);
    }
}
