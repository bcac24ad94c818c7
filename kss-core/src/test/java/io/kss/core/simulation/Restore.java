package io.kss.core.simulation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.IndexCache;
import io.kss.core.failure.KssException;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.Sha256;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Part;
import io.kss.core.repository.Repository;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.TransferOptions;
import io.kss.core.transfer.TransferProgress;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Restores published snapshots to memory, past all hosts. */
final class Restore {

    private final Repository repository;
    private final ChunkStore chunks;
    private final TransferOptions options =
            TransferOptions.defaults().withConnections(1).withMemory(64L << 20);

    Restore(Repository repository) {
        this.repository = repository;
        this.chunks = new ChunkStore(repository.backend(), IdSource.secure(), IndexCache.none());
    }

    /** A snapshot restored. */
    record Restored(Content content, Map<String, String> parts) {}

    Restored restore(VmState vm, SnapshotId snapshot)
            throws KssException, IOException, HypervisorException, InterruptedException {
        SnapshotState state = repository.states(vm.vm()).at(vm, snapshot);
        ChunkIndex index = chunks.loadIndex();
        Download download = new Download(chunks, index, options, TransferProgress.silent());
        Map<String, byte[]> disks = new TreeMap<>();
        for (DiskLayer disk : state.manifest().disks()) {
            DiskDelta delta = DiskState.delta(DiskState.NONE, state.disks().getOrDefault(disk.disk(), DiskState.NONE));
            byte[] bytes = new byte[(int) delta.size()];
            LayerWriter writer = writer(bytes);
            download.fetch(delta.regions(), delta.size(), writer, DownloadRecord.NONE);
            for (DiskDelta.Tail tail : delta.tails()) {
                writer.zero(tail.offset(), tail.length());
            }
            disks.put(disk.target(), bytes);
        }
        Map<String, String> parts = new TreeMap<>();
        for (Part part : state.manifest().parts()) {
            parts.put(part.name(), Sha256.hex(download.bytes(part)));
        }
        return new Restored(Content.of(disks), parts);
    }

    private static LayerWriter writer(byte[] bytes) {
        return new LayerWriter() {
            @Override
            public void write(long offset, ByteBuffer source) {
                source.get(bytes, (int) offset, source.remaining());
            }

            @Override
            public void zero(long offset, long length) {
                Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
