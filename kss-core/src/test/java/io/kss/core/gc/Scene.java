package io.kss.core.gc;

import io.kss.core.chunk.ChunkHasher;
import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.Encoding;
import io.kss.core.chunk.IndexCache;
import io.kss.core.chunk.PackAssembly;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackVerifier;
import io.kss.core.chunk.SealedPack;
import io.kss.core.failure.KssException;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Journal;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.Part;
import io.kss.core.progress.ProgressListener;
import io.kss.core.repository.Ambient;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A repository with packs, and snapshots that need some of their chunks. */
final class Scene {

    static final int CHUNK = 4 << 20;

    final MemoryStore store = new MemoryStore();
    private final IdSource ids = IdSource.secure();
    private final HostIdentity host = new HostIdentity(HostId.next(ids), "desktop");
    private final Repository repository;
    private final ChunkStore chunks;

    Scene() throws Exception {
        StorageBackend backend = store.connect();
        repository = Repository.init(backend, backend, Ambient.system());
        chunks = chunks(backend);
    }

    /** A pack with the chunks of these seeds. */
    PackId pack(int... seeds) throws Exception {
        PackAssembly assembly = new PackAssembly(chunks.newPack(), () -> ByteBuffer.allocate(1 << 16));
        for (int seed : seeds) {
            byte[] bytes = bytes(seed);
            assembly.append(chunk(seed), bytes.length, Encoding.RAW, ByteBuffer.wrap(bytes));
        }
        SealedPack sealed = assembly.seal();
        chunks.write(sealed.table().pack(), ObjectSource.of(sealed.content()));
        chunks.writeIndex(List.of(sealed.table()));
        return sealed.table().pack();
    }

    /** A new VM with one snapshot that needs the chunks of these seeds. */
    VmId publish(String name, int... seeds) throws KssException, IOException {
        NamedVm vm = repository.claim(name, VmId.next(ids), host);
        Journal journal = journal(vm.id());
        journal.commit(state -> state.isEmpty() ? Optional.of(new Event.VmCreated(name)) : Optional.empty());
        publishMore(vm.id(), name, seeds);
        return vm.id();
    }

    /** One more snapshot, on a branch of its own. */
    void publishMore(VmId vm, String branch, int... seeds) throws KssException, IOException {
        SnapshotId id = SnapshotId.next(ids);
        List<Part> parts = new ArrayList<>();
        for (int seed : seeds) {
            parts.add(new Part("part" + seed, bytes(seed).length, List.of(chunk(seed))));
        }
        Manifest manifest = new Manifest(
                vm, id, Optional.empty(), host, Instant.EPOCH, Consistency.CLEAN, List.of(), List.of(), parts);
        String hash = repository.manifests(vm).put(manifest);
        PublishedSnapshot snapshot = new PublishedSnapshot(id, Optional.empty(), hash, host, Instant.EPOCH, 0, 0);
        journal(vm)
                .commit(state ->
                        Optional.of(new Event.Published(snapshot, Optional.of(branch), Optional.empty(), false)));
    }

    void giveUp(VmId vm, String branch) throws KssException, IOException {
        journal(vm).commit(state -> Optional.of(new Event.BranchDeleted(branch)));
    }

    Journal journal(VmId vm) {
        return repository.journal(vm, JournalMemory.volatileMemory(), host);
    }

    /** A collector on a connection of its own. */
    GarbageCollector collector(StorageBackend backend) throws Exception {
        return new GarbageCollector(
                Repository.open(backend, Optional.empty(), Ambient.system()),
                chunks(backend),
                host,
                vm -> JournalMemory.volatileMemory(),
                Clock.systemUTC(),
                ProgressListener.NONE);
    }

    CollectionReport collect() throws Exception {
        return collector(store.connect()).collect();
    }

    Set<PackId> packs() throws Exception {
        return Set.copyOf(chunks.packs());
    }

    Set<PackId> indexed() throws Exception {
        return Set.copyOf(chunks.loadIndex().packs());
    }

    /** Whether some pack in the index holds a sound copy of the chunk. */
    boolean has(int seed) throws Exception {
        ChunkIndex index = chunks.completed(chunks.loadIndex()).index();
        try (PackVerifier verifier = new PackVerifier(chunks)) {
            for (var location : index.findAll(chunk(seed))) {
                if (verifier.verify(location.pack(), index).isSound()) {
                    return true;
                }
            }
        }
        return false;
    }

    private ChunkStore chunks(StorageBackend backend) {
        return new ChunkStore(backend, ids, IndexCache.none());
    }

    private static ChunkId chunk(int seed) {
        return new ChunkHasher().id(ByteBuffer.wrap(bytes(seed)));
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[1000 + seed];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
