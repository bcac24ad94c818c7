package io.kss.core.storecheck;

import io.kss.core.concurrent.Crew;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.StorageException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A listing has every object once, with its size, and nothing else. */
final class ListingCheck implements Check {

    private static final int OBJECTS = 300;

    private final int threads;

    ListingCheck(int threads) {
        this.threads = threads;
    }

    @Override
    public String subject() {
        return "listing";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (Crew crew = new Crew(Crew.daemons("kss-store-check"))) {
            for (int thread = 0; thread < threads; thread++) {
                crew.start(() -> {
                    for (int i = next.getAndIncrement(); i < OBJECTS; i = next.getAndIncrement()) {
                        probe.put(0, probe.key(name(i)), Noise.of(i, i % 7));
                    }
                });
            }
            PartialCheck.rethrow(crew.await());
        }
        List<ObjectInfo> listed = probe.objects(1, probe.folder() + "/listed/");
        Set<ObjectInfo> expected = new TreeSet<>((a, b) -> a.key().compareTo(b.key()));
        IntStream.range(0, OBJECTS).forEach(i -> expected.add(new ObjectInfo(probe.key(name(i)), i % 7)));
        Flaw.unless(
                listed.size() == OBJECTS && Set.copyOf(listed).equals(Set.copyOf(expected)),
                "A listing of " + OBJECTS + " objects had " + listed.size()
                        + ", or wrong names or sizes: garbage collection could take what a snapshot needs.");
        Set<String> part = probe.list(1, probe.folder() + "/listed/03/");
        Flaw.unless(
                part.equals(new TreeSet<>(IntStream.range(0, OBJECTS)
                        .filter(i -> i % 10 == 3)
                        .mapToObj(i -> probe.key(name(i)).value())
                        .toList())),
                "A listing of a part had " + part.size() + " objects, where it had to have " + OBJECTS / 10 + ".");
        return "A listing of " + OBJECTS + " objects had each of them once, and nothing else.";
    }

    private static String name(int number) {
        return "listed/%02d/object-%03d".formatted(number % 10, number);
    }
}
