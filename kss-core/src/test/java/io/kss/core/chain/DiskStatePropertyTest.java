package io.kss.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.chunk.ChunkId;
import io.kss.core.identity.DiskId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random layers, zeroes and resizes, compared with arrays of bytes that are written, zeroed, cut and grown. */
class DiskStatePropertyTest {

    private static final int LARGEST = 2 * Grains.REGION_SIZE + 5 * Grains.SIZE;
    private static final DiskId DISK = new DiskId("d".repeat(32));

    private final Map<ChunkId, byte[]> chunks = new HashMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void deltaOnTopOfOneStateGivesTheOther(long seed) {
        Random random = new Random(seed);
        List<byte[]> models = new ArrayList<>(List.of(new byte[0]));
        List<DiskState> states = new ArrayList<>(List.of(DiskState.NONE));
        for (int step = 0; step < 10; step++) {
            int parent = random.nextInt(4) == 0 ? random.nextInt(states.size()) : states.size() - 1;
            byte[] model = Arrays.copyOf(models.get(parent), size(random, models.get(parent).length));
            DiskLayer layer = layer(random, model);
            models.add(model);
            states.add(DiskState.compose(states.get(parent), layer));
        }
        for (int from = 0; from < states.size(); from++) {
            for (int to = 0; to < states.size(); to++) {
                DiskDelta delta = DiskState.delta(states.get(from), states.get(to));
                byte[] written = written(models.get(from), delta);
                assertThat(Arrays.mismatch(written, models.get(to)))
                        .as("seed %d: first wrong byte of state %d written on top of state %d", seed, to, from)
                        .isEqualTo(-1);
                if (from == to) {
                    assertThat(delta.isEmpty())
                            .as("seed %d: delta of %d to itself", seed, from)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {4, 6, 7, 9, 10})
    void deltaOfAlignedSizesIsALayerLikeAnyOther(long seed) {
        Random random = new Random(seed);
        byte[] model = new byte[0];
        List<DiskState> states = new ArrayList<>(List.of(DiskState.NONE));
        for (int step = 0; step < 8; step++) {
            model = Arrays.copyOf(model, size(random, model.length) / Grains.SIZE * Grains.SIZE + Grains.SIZE);
            states.add(DiskState.compose(states.get(step), layer(random, model)));
        }
        DiskState last = states.get(8);
        for (DiskState from : states) {
            DiskDelta delta = DiskState.delta(from, last);
            assertThat(delta.tails()).isEmpty();
            DiskState merged = DiskState.compose(from, new DiskLayer(DISK, "vda", delta.size(), delta.regions()));
            assertThat(DiskState.delta(merged, last).isEmpty())
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(DiskState.delta(last, merged).isEmpty())
                    .as("seed %d", seed)
                    .isTrue();
            assertThat(merged.dataBytes()).isEqualTo(last.dataBytes());
        }
    }

    private static int size(Random random, int now) {
        return switch (random.nextInt(4)) {
            case 0 -> 1 + random.nextInt(LARGEST);
            case 1 -> Grains.SIZE * (1 + random.nextInt(LARGEST / Grains.SIZE));
            // Within one grain of where it was.
            case 2 -> Math.min(LARGEST, Math.max(1, now + random.nextInt(Grains.SIZE) - Grains.SIZE / 2));
            default -> Math.max(1, now);
        };
    }

    /** A layer that says what it does to the model. */
    private DiskLayer layer(Random random, byte[] model) {
        List<Region> regions = new ArrayList<>();
        for (int index = 0; Grains.offset(index) < model.length; index++) {
            long reachable = Overlay.grainsBefore(index, model.length);
            long zero = sparse(random, 3) & reachable;
            long first = sparse(random, 2) & reachable & ~zero;
            long second = sparse(random, 3) & reachable & ~zero & ~first;
            List<Piece> pieces = new ArrayList<>();
            for (long mask : new long[] {first, second}) {
                if (mask != 0 && random.nextInt(3) > 0) {
                    pieces.add(piece(random, model, index, mask));
                }
            }
            for (long rest = zero; rest != 0; rest &= rest - 1) {
                int start = start(index, rest);
                Arrays.fill(model, start, Math.min(model.length, start + Grains.SIZE), (byte) 0);
            }
            if (zero != 0 || !pieces.isEmpty()) {
                regions.add(new Region(index, zero, pieces));
            }
        }
        return new DiskLayer(DISK, "vda", model.length, regions);
    }

    private static long sparse(Random random, int halvings) {
        long grains = -1;
        for (int i = 0; i < halvings; i++) {
            grains &= random.nextLong();
        }
        return grains;
    }

    private Piece piece(Random random, byte[] model, int index, long mask) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (long rest = mask; rest != 0; rest &= rest - 1) {
            int start = start(index, rest);
            byte[] grain = new byte[Math.min(Grains.SIZE, model.length - start)];
            random.nextBytes(grain);
            System.arraycopy(grain, 0, model, start, grain.length);
            bytes.writeBytes(grain);
        }
        ChunkId id = new ChunkId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        chunks.put(id, bytes.toByteArray());
        return new Piece(id, mask, mask);
    }

    /** What a new overlay of the delta's size shows on top of a file with the model's bytes. */
    private byte[] written(byte[] below, DiskDelta delta) {
        byte[] disk = Arrays.copyOf(below, (int) delta.size());
        for (Region region : delta.regions()) {
            for (long rest = region.zero(); rest != 0; rest &= rest - 1) {
                int start = start(region.index(), rest);
                Arrays.fill(disk, start, Math.min(disk.length, start + Grains.SIZE), (byte) 0);
            }
            for (Piece piece : region.pieces()) {
                for (long rest = piece.used(); rest != 0; rest &= rest - 1) {
                    int start = start(region.index(), rest);
                    int end = Math.min(disk.length, start + Grains.SIZE);
                    int position = Long.bitCount(piece.mask() & (Long.lowestOneBit(rest) - 1)) * Grains.SIZE;
                    byte[] chunk = Arrays.copyOfRange(chunks.get(piece.chunk()), position, position + end - start);
                    System.arraycopy(chunk, 0, disk, start, end - start);
                }
            }
        }
        for (DiskDelta.Tail tail : delta.tails()) {
            Arrays.fill(disk, (int) tail.offset(), (int) tail.offset() + tail.length(), (byte) 0);
        }
        return disk;
    }

    private static int start(int index, long grains) {
        return (int) Grains.offset(index) + Long.numberOfTrailingZeros(grains) * Grains.SIZE;
    }
}
