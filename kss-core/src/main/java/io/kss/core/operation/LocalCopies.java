package io.kss.core.operation;

import io.kss.core.chunk.ChunkHasher;
import io.kss.core.chunk.ChunkId;
import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the bytes of chunks in the files of this host: where they were cut, or wherever the same bytes still lie. */
final class LocalCopies {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCopies.class);

    private final VmSession session;
    private final ChunkHasher hasher = new ChunkHasher();
    private final List<Wanted> wanted = new ArrayList<>();
    private final List<WantedPart> parts = new ArrayList<>();

    LocalCopies(VmSession session) {
        this.session = session;
    }

    /** A chunk of a disk that is looked for. */
    void want(SnapshotId snapshot, DiskLayer disk, int region, Piece piece) {
        wanted.add(new Wanted(snapshot, disk.disk(), disk.size(), region, piece.mask(), piece.chunk()));
    }

    /** Chunks of a part that are looked for. */
    void want(SnapshotId snapshot, String part, Set<ChunkId> chunks) {
        parts.add(new WantedPart(snapshot, part, chunks));
    }

    /** Hands on every chunk that is here, once. */
    void find(Finder finder) throws KssException, HypervisorException, IOException, InterruptedException {
        for (WantedPart part : parts) {
            findPart(part, finder);
        }
        // A snapshot's own files have its bytes for certain; others only where nothing was written since.
        for (LocalSnapshot snapshot : session.chain().snapshots().values()) {
            search(snapshot, true, finder);
        }
        for (LocalSnapshot snapshot : session.chain().snapshots().values()) {
            search(snapshot, false, finder);
        }
    }

    private void findPart(WantedPart part, Finder finder)
            throws KssException, HypervisorException, IOException, InterruptedException {
        if (!session.workspace().parts(part.snapshot()).contains(part.name())) {
            return;
        }
        byte[] content = session.workspace().part(part.snapshot(), part.name());
        for (int at = 0; at < content.length; at += Grains.REGION_SIZE) {
            byte[] bytes = Arrays.copyOfRange(content, at, Math.min(content.length, at + Grains.REGION_SIZE));
            ChunkId chunk = hasher.id(ByteBuffer.wrap(bytes));
            if (part.chunks().contains(chunk)) {
                finder.found(chunk, bytes);
            }
        }
    }

    private void search(LocalSnapshot snapshot, boolean own, Finder finder)
            throws KssException, HypervisorException, IOException, InterruptedException {
        for (Map.Entry<DiskId, LocalLayer> layer : snapshot.layers().entrySet()) {
            List<Wanted> candidates = wanted.stream()
                    .filter(each -> each.disk().equals(layer.getKey())
                            && (!own || each.snapshot().equals(snapshot.id())))
                    .toList();
            if (!candidates.isEmpty()) {
                search(layer.getValue(), candidates, finder);
            }
        }
    }

    private void search(LocalLayer layer, List<Wanted> candidates, Finder finder)
            throws KssException, HypervisorException, IOException, InterruptedException {
        try (LayerReader reader = session.images().openLayer(layer.file(), Optional.empty())) {
            for (Wanted each : candidates) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                Optional<byte[]> content = read(reader, each);
                if (content.isPresent()
                        && hasher.id(ByteBuffer.wrap(content.get())).equals(each.chunk())) {
                    finder.found(each.chunk(), content.get());
                    wanted.removeIf(other -> other.chunk().equals(each.chunk()));
                }
            }
        } catch (HypervisorException e) {
            switch (e.reason()) {
                case MISSING, DAMAGED, IN_USE ->
                    LOG.warn("Nothing can be had from {}: {}", layer.file(), e.getMessage());
                default -> throw e;
            }
        }
    }

    private static Optional<byte[]> read(LayerReader reader, Wanted wanted) throws HypervisorException {
        byte[] content = new byte[Grains.length(wanted.region(), wanted.mask(), wanted.size())];
        int at = 0;
        for (long rest = wanted.mask(); rest != 0; rest &= rest - 1) {
            int length = Grains.length(wanted.region(), Long.lowestOneBit(rest), wanted.size());
            long offset = Grains.offset(wanted.region()) + (long) Long.numberOfTrailingZeros(rest) * Grains.SIZE;
            if (offset + length > reader.size()) {
                return Optional.empty();
            }
            reader.read(offset, ByteBuffer.wrap(content, at, length));
            at += length;
        }
        return Optional.of(content);
    }

    /** Takes a chunk that was found. */
    @FunctionalInterface
    interface Finder {
        void found(ChunkId chunk, byte[] content)
                throws KssException, HypervisorException, IOException, InterruptedException;
    }

    private record Wanted(SnapshotId snapshot, DiskId disk, long size, int region, long mask, ChunkId chunk) {}

    private record WantedPart(SnapshotId snapshot, String name, Set<ChunkId> chunks) {}
}
