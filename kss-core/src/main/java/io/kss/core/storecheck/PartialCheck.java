package io.kss.core.storecheck;

import io.kss.core.concurrent.Crew;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nobody sees an object, or its replacement, before all of it is there. */
final class PartialCheck implements Check {

    private static final int SIZE = 3_000_000;

    @Override
    public String subject() {
        return "half-written objects";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException, InterruptedException {
        ObjectKey key = probe.key("partial/object");
        byte[] first = Noise.of(1, SIZE).bytes();
        during(probe, key, Noise.of(1, SIZE), Optional.empty());
        requireContent(probe, key, first, "A new object had other content than what was put.");
        during(probe, key, Noise.of(2, SIZE + 1), Optional.of(first));
        requireContent(
                probe, key, Noise.of(2, SIZE + 1).bytes(), "A replaced object had other content than what was put.");
        return "Nobody saw an object before all of it was there, neither when it was new nor when it replaced another.";
    }

    private static void during(Probe probe, ObjectKey key, Noise content, Optional<byte[]> before)
            throws Flaw, StorageException, InterruptedException {
        HeldSource source = new HeldSource(content);
        try (Crew crew = new Crew(Crew.daemons("kss-store-check"))) {
            crew.start(() -> {
                try {
                    probe.put(0, key, source);
                } finally {
                    source.ended();
                }
            });
            source.awaitHalf();
            if (crew.failure() == null) {
                for (int connection = 0; connection < probe.connections().size(); connection++) {
                    look(probe, connection, key, before);
                }
            }
            source.release();
            rethrow(crew.await());
        }
    }

    private static void look(Probe probe, int connection, ObjectKey key, Optional<byte[]> before)
            throws Flaw, StorageException {
        Optional<ObjectInfo> stat = probe.connection(connection).stat(key);
        Optional<byte[]> content = probe.read(connection, key);
        boolean listed = probe.list(connection, probe.folder() + "/partial/").contains(key.value());
        if (before.isEmpty()) {
            Flaw.unless(
                    stat.isEmpty() && content.isEmpty() && !listed,
                    "An object could be seen while it was still being written: another host could fetch half of it.");
        } else {
            Flaw.unless(
                    listed
                            && stat.isPresent()
                            && stat.get().size() == before.get().length
                            && content.isPresent()
                            && Arrays.equals(content.get(), before.get()),
                    "An object changed or vanished before its replacement was complete: a write that breaks off would"
                            + " destroy it.");
        }
    }

    private static void requireContent(Probe probe, ObjectKey key, byte[] expected, String message)
            throws Flaw, StorageException {
        Optional<byte[]> found = probe.read(1, key);
        Flaw.unless(found.isPresent() && Arrays.equals(found.get(), expected), message);
    }

    /** What a thread that worked for us failed with, as if it had been us. */
    static void rethrow(@Nullable Throwable failure) throws StorageException {
        if (failure instanceof StorageException store) {
            throw store;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
