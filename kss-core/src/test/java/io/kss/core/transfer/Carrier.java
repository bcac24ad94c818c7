package io.kss.core.transfer;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.IndexCache;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.IdSource;
import io.kss.core.manifest.DiskLayer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A store in memory with everything that is needed to send to it and fetch from it. */
final class Carrier {

    static final DiskId DISK = new DiskId("0123456789abcdef0123456789abcdef");

    final HeapStore backend = new HeapStore();
    final ChunkStore store;
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final TransferOptions options;

    Carrier(Random random) {
        IdSource ids = () -> {
            synchronized (random) {
                return String.format("%016x%016x", random.nextLong(), random.nextLong());
            }
        };
        store = new ChunkStore(backend, ids, IndexCache.none());
        options = new TransferOptions(3, OptionalInt.of(1), 150 << 10, 64 << 20, work -> {
            Thread thread = new Thread(work, "carrier");
            // An ended thread may keep all that it worked on.
            threads.removeIf(other -> other.getState() == Thread.State.TERMINATED);
            threads.add(thread);
            return thread;
        });
    }

    Upload upload(UploadRecord record) throws Exception {
        return new Upload(store, store.loadIndex(), record, options, TransferProgress.silent());
    }

    Download download(ChunkIndex index) {
        return new Download(store, index, options, TransferProgress.silent());
    }

    Download download() throws Exception {
        return download(store.loadIndex());
    }

    DiskLayer send(TestLayer layer, boolean standsOnZeroes) throws Exception {
        try (Upload upload = upload(UploadRecord.NONE)) {
            DiskLayer sent = upload.send(DISK, "vda", layer, standsOnZeroes);
            upload.finish();
            return sent;
        }
    }

    byte[] fetch(DiskLayer layer, byte[] below) throws Exception {
        TestTarget target = new TestTarget(Arrays.copyOf(below, (int) layer.size()));
        download().fetch(layer.regions(), layer.size(), target, DownloadRecord.NONE);
        return target.bytes;
    }

    List<String> packs() {
        return backend.keys("packs/");
    }

    long livingThreads() {
        return threads.stream().filter(Thread::isAlive).count();
    }
}
