package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.Upload;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A delta as a layer, where some grains show only the beginning of what their chunk holds: these are fetched, cut, and
 * sent again. They are a handful, left where a disk was resized to a size that is no multiple of a grain.
 */
final class CutGrains {

    private final DiskId disk;
    private final String target;
    private final DiskDelta delta;
    private final NavigableMap<Integer, Long> cut = new TreeMap<>();

    CutGrains(DiskId disk, String target, DiskDelta delta) {
        this.disk = disk;
        this.target = target;
        this.delta = delta;
        for (DiskDelta.Tail tail : delta.tails()) {
            long grain = tail.offset() / Grains.SIZE;
            cut.merge(
                    (int) (grain / Grains.PER_REGION), 1L << (grain % Grains.PER_REGION), (one, other) -> one | other);
        }
    }

    DiskLayer layer(Download download, Upload upload)
            throws KssException, HypervisorException, IOException, InterruptedException {
        NavigableMap<Long, byte[]> content = content(download);
        DiskLayer sent = upload.send(disk, target, new Cut(content), false);
        List<Region> regions = new ArrayList<>();
        for (Region region : delta.regions()) {
            long elsewhere = cut.getOrDefault(region.index(), 0L);
            long zero = region.zero();
            List<Piece> pieces = new ArrayList<>();
            restrict(region, ~elsewhere).ifPresent(rest -> pieces.addAll(rest.pieces()));
            for (Region own : sent.regions()) {
                if (own.index() == region.index()) {
                    zero |= own.zero();
                    pieces.addAll(own.pieces());
                }
            }
            regions.add(new Region(region.index(), zero, pieces));
        }
        return new DiskLayer(disk, target, delta.size(), regions);
    }

    private NavigableMap<Long, byte[]> content(Download download)
            throws KssException, HypervisorException, IOException, InterruptedException {
        List<Region> wanted = new ArrayList<>();
        for (Region region : delta.regions()) {
            restrict(region, cut.getOrDefault(region.index(), 0L)).ifPresent(wanted::add);
        }
        NavigableMap<Long, byte[]> grains = new TreeMap<>();
        for (Region region : wanted) {
            for (long rest = region.data(); rest != 0; rest &= rest - 1) {
                long offset = Grains.offset(region.index()) + (long) Long.numberOfTrailingZeros(rest) * Grains.SIZE;
                grains.put(offset, new byte[(int) Math.min(Grains.SIZE, delta.size() - offset)]);
            }
        }
        Memory memory = new Memory(grains);
        download.fetch(wanted, delta.size(), memory, DownloadRecord.NONE);
        for (DiskDelta.Tail tail : delta.tails()) {
            memory.zero(tail.offset(), tail.length());
        }
        return grains;
    }

    private static Optional<Region> restrict(Region region, long mask) {
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece : region.pieces()) {
            if ((piece.used() & mask) != 0) {
                pieces.add(new Piece(piece.chunk(), piece.mask(), piece.used() & mask));
            }
        }
        return pieces.isEmpty() ? Optional.empty() : Optional.of(new Region(region.index(), 0, pieces));
    }

    /** The grains in memory; a fetch may write several of them in one go. */
    private record Memory(NavigableMap<Long, byte[]> grains) implements LayerWriter {

        @Override
        public void write(long offset, ByteBuffer source) {
            long at = offset;
            while (source.hasRemaining()) {
                long start = at / Grains.SIZE * Grains.SIZE;
                byte[] grain = Objects.requireNonNull(grains.get(start));
                int length = (int) Math.min(source.remaining(), start + grain.length - at);
                synchronized (grain) {
                    source.get(grain, (int) (at - start), length);
                }
                at += length;
            }
        }

        @Override
        public void zero(long offset, long length) {
            for (long at = offset; at < offset + length; ) {
                long start = at / Grains.SIZE * Grains.SIZE;
                byte[] grain = Objects.requireNonNull(grains.get(start));
                long end = Math.min(offset + length, start + grain.length);
                Arrays.fill(grain, (int) (at - start), (int) (end - start), (byte) 0);
                at = end;
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** Nothing but those grains, as data. */
    private final class Cut implements LayerReader {

        private final NavigableMap<Long, byte[]> grains;

        Cut(NavigableMap<Long, byte[]> grains) {
            this.grains = grains;
        }

        @Override
        public long size() {
            return delta.size();
        }

        @Override
        public Stream<Extent> extents() {
            return grains.entrySet().stream()
                    .map(grain -> new Extent(grain.getKey(), grain.getValue().length, Extent.Content.DATA));
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            long at = offset;
            while (target.hasRemaining()) {
                long start = at / Grains.SIZE * Grains.SIZE;
                byte[] grain = Objects.requireNonNull(grains.get(start));
                int length = (int) Math.min(target.remaining(), start + grain.length - at);
                target.put(grain, (int) (at - start), length);
                at += length;
            }
        }

        @Override
        public void close() {}
    }
}
