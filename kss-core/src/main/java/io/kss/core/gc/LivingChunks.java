package io.kss.core.gc;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Journal;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.ManifestStore;
import io.kss.core.repository.Census;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Asks the journals of all VMs what is needed, and tells them about collections. For one thread. */
final class LivingChunks {

    private final Repository repository;
    private final HostIdentity host;
    private final Function<VmId, JournalMemory> memories;
    private final Map<VmId, Journal> journals = new HashMap<>();

    LivingChunks(Repository repository, HostIdentity host, Function<VmId, JournalMemory> memories) {
        this.repository = repository;
        this.host = host;
        this.memories = memories;
    }

    /** Every chunk that a published snapshot of any VM needs, as of now. */
    ChunkSet find() throws KssException, IOException {
        ChunkSet alive = new ChunkSet();
        for (NamedVm vm : vms()) {
            ManifestStore manifests = repository.manifests(vm.id());
            for (PublishedSnapshot snapshot :
                    journal(vm.id()).read().snapshots().values()) {
                manifests.read(snapshot.manifest()).eachChunk(snapshot.isSuspended(), alive::add);
            }
        }
        return alive;
    }

    /** Appends the fence to every journal that has entries and lacks it. */
    void announce(long collection) throws KssException, IOException {
        for (NamedVm vm : vms()) {
            journal(vm.id())
                    .commit(state -> state.isEmpty() || state.fence() >= collection
                            ? Optional.empty()
                            : Optional.of(new Event.GcFence(collection)));
        }
    }

    /** All VMs; with any doubt about who they are, nobody knows what is needed. */
    private List<NamedVm> vms() throws KssException, IOException {
        Census census = repository.census();
        if (!census.problems().isEmpty()) {
            throw census.problems().get(0);
        }
        return census.vms();
    }

    private Journal journal(VmId vm) {
        return journals.computeIfAbsent(vm, id -> repository.journal(id, memories.apply(id), host));
    }
}
