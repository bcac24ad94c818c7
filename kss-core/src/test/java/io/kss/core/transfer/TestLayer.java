package io.kss.core.transfer;

import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.LayerReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A layer in memory: its bytes, and for each grain whether it holds data, zeroes or nothing. */
final class TestLayer implements LayerReader {

    final byte[] bytes;
    final Extent.Content[] grains;

    TestLayer(int size) {
        bytes = new byte[size];
        grains = new Extent.Content[(size + Grains.SIZE - 1) / Grains.SIZE];
    }

    /** Half of it untouched, the rest a mixture of everything there is. */
    static TestLayer random(Random random, int size) {
        TestLayer layer = new TestLayer(size);
        for (int grain = 0; grain < layer.grains.length; ) {
            int run = 1 + random.nextInt(random.nextBoolean() ? 3 : 90);
            int kind = random.nextInt(6);
            for (int i = 0; i < run && grain < layer.grains.length; i++, grain++) {
                switch (kind) {
                    case 0 -> layer.data(grain, random, true);
                    case 1 -> layer.data(grain, random, false);
                    case 2 -> layer.grains[grain] = Extent.Content.DATA;
                    case 3 -> layer.grains[grain] = Extent.Content.ZERO;
                    default -> {}
                }
            }
        }
        return layer;
    }

    void data(int grain, Random random, boolean compressible) {
        grains[grain] = Extent.Content.DATA;
        int from = grain * Grains.SIZE;
        int to = Math.min(bytes.length, from + Grains.SIZE);
        for (int at = from; at < to; at++) {
            bytes[at] = (byte) (compressible ? random.nextInt(4) : random.nextInt());
        }
    }

    /** What a disk holds after this layer is put on top of it. */
    byte[] over(byte[] below) {
        byte[] result = Arrays.copyOf(below, bytes.length);
        for (int grain = 0; grain < grains.length; grain++) {
            if (grains[grain] != null) {
                int from = grain * Grains.SIZE;
                System.arraycopy(bytes, from, result, from, Math.min(Grains.SIZE, bytes.length - from));
            }
        }
        return result;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public Stream<Extent> extents() {
        List<Extent> extents = new ArrayList<>();
        for (int grain = 0; grain < grains.length; ) {
            int first = grain;
            while (grain < grains.length && grains[grain] == grains[first]) {
                grain++;
            }
            long end = Math.min(bytes.length, (long) grain * Grains.SIZE);
            if (grains[first] != null) {
                long start = (long) first * Grains.SIZE;
                extents.add(new Extent(start, end - start, grains[first]));
            }
        }
        return extents.stream();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
        target.put(bytes, (int) offset, target.remaining());
    }

    @Override
    public void close() {}
}
