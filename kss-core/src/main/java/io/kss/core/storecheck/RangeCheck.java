package io.kss.core.storecheck;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A read gives exactly the bytes that were asked for. */
final class RangeCheck implements Check {

    private static final int SIZE = 400_003;

    @Override
    public String subject() {
        return "reading";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException {
        byte[] content = Noise.of(3, SIZE).bytes();
        ObjectKey key = probe.key("ranges/object");
        ObjectKey empty = probe.key("ranges/empty");
        probe.put(0, key, Noise.of(3, SIZE));
        probe.put(0, empty, Noise.of(3, 0));
        for (ByteRange range : List.of(
                ByteRange.ALL,
                new ByteRange(0, 1),
                new ByteRange(SIZE - 1, 1),
                new ByteRange(SIZE, 0),
                new ByteRange(65_535, 65_538),
                new ByteRange(300_000, ByteRange.TO_END))) {
            int end = range.toEnd() ? SIZE : (int) (range.offset() + range.length());
            Flaw.unless(
                    Arrays.equals(probe.read(1, key, range), Arrays.copyOfRange(content, (int) range.offset(), end)),
                    "Reading " + (end - range.offset()) + " bytes from byte " + range.offset()
                            + " gave something else: no snapshot could be fetched.");
        }
        Optional<byte[]> nothing = probe.read(1, empty);
        Flaw.unless(nothing.isPresent() && nothing.get().length == 0, "An empty object did not stay one.");
        requireRefused(probe, key, new ByteRange(SIZE - 1, 2));
        requireRefused(probe, key, new ByteRange(SIZE + 1, ByteRange.TO_END));
        return "Ranges were exact, an empty object is one, and reading past an object's end was refused.";
    }

    private static void requireRefused(Probe probe, ObjectKey key, ByteRange range) throws Flaw, StorageException {
        try {
            byte[] unused = probe.read(0, key, range);
        } catch (StoreCorruptException e) {
            return;
        }
        throw new Flaw("Reading past an object's end was no error: an object that lost its end would not be noticed.");
    }
}
