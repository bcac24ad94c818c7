package io.kss.core.verify;

import io.kss.core.chunk.ChunkId;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.ManifestStore;
import io.kss.core.repository.Repository;
import io.kss.spi.storage.StorageException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Reads every manifest of a VM, checks it against the journal, and composes what people could want to restore. */
final class ManifestCheck {

    private final Repository repository;
    private final List<String> problems;
    private final List<String> notes;

    ManifestCheck(Repository repository, List<String> problems, List<String> notes) {
        this.repository = repository;
        this.problems = problems;
        this.notes = notes;
    }

    /** @param needed is told every chunk that a manifest names */
    void check(KnownVm vm, Consumer<ChunkId> needed) throws StorageException, InterruptedException {
        ManifestStore manifests = repository.manifests(vm.state().vm());
        Set<SnapshotId> broken = new HashSet<>();
        for (PublishedSnapshot snapshot : vm.state().snapshots().values()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                manifest(manifests, snapshot).eachChunk(snapshot.isSuspended(), needed);
            } catch (KssException e) {
                Set<SnapshotId> affected = vm.standingOn(snapshot.id());
                broken.addAll(affected);
                problems.add(e.message() + " Without it nobody can fetch " + vm.describe(affected)
                        + ". What to do: kss push " + vm.name() + " --repair on "
                        + snapshot.host().name() + ", which made it, or on another host that used it;"
                        + " or restore the object from a backup of the store.");
            }
        }
        for (PublishedSnapshot ended : vm.state().merged().values()) {
            checkEnded(vm, manifests, ended);
        }
        compose(vm, broken);
    }

    /** Nobody restores it any more, but a host may stand on it, and then has to fetch more than it would need to. */
    private void checkEnded(KnownVm vm, ManifestStore manifests, PublishedSnapshot ended)
            throws StorageException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            Object unused = manifest(manifests, ended);
        } catch (KssException e) {
            notes.add(e.message() + " It belongs to a snapshot of " + vm.name() + " that was merged into a newer one;"
                    + " only a host that still stands on it could use it.");
        }
    }

    /** The manifest of a snapshot, which says the same as the journal. */
    static Manifest manifest(ManifestStore manifests, PublishedSnapshot snapshot)
            throws KssException, StorageException {
        Manifest manifest = manifests.read(snapshot.manifest());
        if (!manifest.snapshot().equals(snapshot.id()) || !manifest.parent().equals(snapshot.parent())) {
            throw Damage.of(
                    manifests.name(snapshot.manifest()),
                    "the journal says that it describes the snapshot " + snapshot.id() + ", and it does not");
        }
        return manifest;
    }

    private void compose(KnownVm vm, Set<SnapshotId> broken) throws StorageException {
        Set<SnapshotId> tips = new LinkedHashSet<>();
        vm.state().head().ifPresent(tips::add);
        tips.addAll(vm.state().branches().values());
        vm.state().lease().flatMap(Lease::base).ifPresent(tips::add);
        for (SnapshotId tip : tips) {
            try {
                if (!broken.contains(tip)) {
                    repository.states(vm.state().vm()).at(vm.state(), tip);
                }
            } catch (KssException e) {
                problems.add(e.message() + " Affected: " + vm.describe(vm.standingOn(tip)) + ". What to do: "
                        + String.join("; or ", e.waysOut()) + ".");
            }
        }
    }
}
