package io.kss.core.chain;

import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.ManifestStore;
import io.kss.spi.storage.StorageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Composes published snapshots from the manifests along their ancestry. Keeps nothing; thread-safe. */
public final class SnapshotStates {

    private final ManifestStore manifests;

    public SnapshotStates(ManifestStore manifests) {
        this.manifests = manifests;
    }

    /**
     * The state of a snapshot.
     *
     * @throws KssException {@code NO_SUCH_SNAPSHOT} if it was never published or was given up; {@code DAMAGED} if a
     *     manifest on the way is missing or contradicts the journal
     */
    public SnapshotState at(VmState vm, SnapshotId snapshot) throws KssException, StorageException {
        return Objects.requireNonNull(along(vm, snapshot, Set.of(snapshot)).get(snapshot));
    }

    /**
     * The states of some snapshots on the way to a tip, for the price of one. Those that are not on it are left out.
     *
     * @throws KssException as {@link #at}, about the tip
     */
    public Map<SnapshotId, SnapshotState> along(VmState vm, SnapshotId tip, Set<SnapshotId> wanted)
            throws KssException, StorageException {
        List<PublishedSnapshot> line = vm.ancestry(tip);
        if (line.isEmpty()) {
            throw new KssException(
                    Reason.NO_SUCH_SNAPSHOT,
                    "The repository has no snapshot " + tip + " of " + vm.name() + ".",
                    "kss list " + vm.name() + " --remote");
        }
        requireRoot(vm, line.get(line.size() - 1));
        Map<DiskId, DiskState> disks = new HashMap<>();
        Map<SnapshotId, SnapshotState> states = new HashMap<>();
        for (int i = line.size() - 1; i >= 0; i--) {
            Manifest manifest = manifest(line.get(i));
            Map<DiskId, DiskState> next = new HashMap<>();
            for (DiskLayer layer : manifest.disks()) {
                next.put(layer.disk(), DiskState.compose(disks.getOrDefault(layer.disk(), DiskState.NONE), layer));
            }
            disks = next;
            if (wanted.contains(manifest.snapshot())) {
                states.put(manifest.snapshot(), new SnapshotState(manifest, disks));
            }
        }
        return states;
    }

    private Manifest manifest(PublishedSnapshot published) throws KssException, StorageException {
        Manifest manifest = manifests.read(published.manifest());
        if (!manifest.snapshot().equals(published.id()) || !manifest.parent().equals(published.parent())) {
            throw Damage.of(
                    manifests.name(published.manifest()),
                    "the journal says that it describes the snapshot " + published.id() + ", and it does not");
        }
        return manifest;
    }

    private static void requireRoot(VmState vm, PublishedSnapshot oldest) throws KssException {
        if (oldest.parent().isPresent()) {
            throw Damage.of(
                    "vms/" + vm.vm() + "/journal",
                    "the snapshot " + oldest.id() + " stands on "
                            + oldest.parent().get() + ", which is not there");
        }
    }
}
