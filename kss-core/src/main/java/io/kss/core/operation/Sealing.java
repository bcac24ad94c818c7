package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.progress.Progress;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.SealRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes a snapshot of a VM, running or off, by putting new active layers on top of all its disks at once. */
final class Sealing {

    private final VmSession session;

    Sealing(VmSession session) {
        this.session = session;
    }

    /** Seals if anything changed since the last snapshot. A VM that is not managed yet is adopted. */
    Optional<LocalSnapshot> sealChanges() throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        requireSealable(domain);
        return isChanged(domain) ? Optional.of(seal(domain)) : Optional.empty();
    }

    private void requireSealable(Domain domain) throws KssException, HypervisorException, IOException {
        Readiness.requireSynchronisable(domain);
        if (session.local().isEmpty()) {
            ForgottenVm forgotten = new ForgottenVm(session);
            Optional<LocalVm> known = forgotten.of(domain);
            if (known.isPresent()) {
                forgotten.meet(known.get());
            }
        }
        if (session.local().isPresent() && session.chain().disks().isEmpty()) {
            throw new KssException(
                            Reason.BLOCKED_UNSENT,
                            "kss knows a VM named " + session.name() + " from the repository, but did not find out yet"
                                    + " whether the one on this host is the same.",
                            "kss push " + session.name() + " as soon as the store can be reached: that finds out")
                    .with("vm", session.name());
        }
        if (session.local().isPresent()) {
            Readiness.requireOurChain(session, domain);
        }
    }

    private boolean isChanged(Domain domain) throws HypervisorException, IOException {
        return session.local().isEmpty() || Changes.any(session, domain);
    }

    private LocalSnapshot seal(Domain domain) throws KssException, HypervisorException, IOException {
        LocalVm vm = withDisksOf(domain);
        Intent.Sealing sealing = plan(vm, disk -> needsCollector(domain, vm, disk));
        session.remember(vm.withIntent(Optional.of(sealing)));
        report();
        Consistency consistency;
        try {
            consistency = session.host().hypervisor().seal(request(sealing));
        } catch (HypervisorException e) {
            undoIfNothingHappened(sealing);
            throw e;
        }
        return finish(sealing, consistency, Optional.empty());
    }

    /** Notes that a running VM is going to be suspended, and how its disks are sealed then. */
    Intent.Suspending planSuspending(Domain domain) throws KssException, HypervisorException, IOException {
        requireSealable(domain);
        LocalVm vm = withDisksOf(domain);
        // It is off when it is sealed.
        Intent.Sealing sealing = plan(vm, disk -> false);
        Path file = LayerNames.memory(
                LayerNames.folderOf(vm.chain().disks().get(0).active()), session.name(), sealing.snapshot());
        Intent.Suspending suspending = new Intent.Suspending(sealing, file);
        session.remember(vm.withIntent(Optional.of(suspending)));
        return suspending;
    }

    /** Seals a VM whose memory is saved; can be done again when it was cut short. */
    LocalSnapshot suspended(Intent.Suspending suspending, LocalMemory memory)
            throws KssException, HypervisorException, IOException {
        report();
        session.host().hypervisor().completeSeal(request(suspending.sealing()));
        return finish(suspending.sealing(), Consistency.CRASH, Optional.of(memory));
    }

    private Intent.Sealing plan(LocalVm vm, Predicate<LocalDisk> collecting) {
        SnapshotId next = SnapshotId.next(session.host().ids());
        Instant now = session.host().clock().instant();
        Map<String, Path> overlays = new LinkedHashMap<>();
        for (LocalDisk disk : vm.chain().disks()) {
            Path folder = LayerNames.folderOf(disk.active());
            Path plain = LayerNames.in(
                    folder,
                    session.name(),
                    disk.target(),
                    session.host().identity().name(),
                    now,
                    next);
            overlays.put(disk.target(), collecting.test(disk) ? LayerNames.collecting(plain) : plain);
        }
        return new Intent.Sealing(vm.chain().next(), next, now, overlays);
    }

    /**
     * A VM that is sealed while it runs will be so again: the first layer of that kind on each chain takes up those that
     * come after it. Below it there is always one whose name tells a snapshot.
     */
    private static boolean needsCollector(Domain domain, LocalVm vm, LocalDisk disk) {
        return domain.state().active()
                && LayerNames.shortId(disk.active()).isPresent()
                && vm.chain().line().stream()
                        .flatMap(snapshot ->
                                Optional.ofNullable(snapshot.layers().get(disk.id())).stream())
                        .noneMatch(layer -> LayerNames.isCollecting(layer.file()));
    }

    /** Brings an interrupted seal to its end, or undoes one that had not begun to take effect. */
    void recover(Intent.Sealing sealing) throws KssException, HypervisorException, IOException {
        if (undoIfNothingHappened(sealing)) {
            return;
        }
        session.host().hypervisor().completeSeal(request(sealing));
        // What was known about the moment is lost with the process: claim no more than holds for any moment.
        finish(sealing, Consistency.CRASH, Optional.empty());
    }

    private boolean undoIfNothingHappened(Intent.Sealing sealing)
            throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        for (DomainDisk disk : domain.disks()) {
            Path overlay = sealing.overlays().get(disk.target());
            if (overlay != null
                    && (disk.source().equals(overlay)
                            || disk.liveSource().map(overlay::equals).orElse(false))) {
                return false;
            }
        }
        for (Path overlay : sealing.overlays().values()) {
            // The guest ran on it already, and was off before the persistent definition named it.
            if (session.images().exists(overlay) && session.images().holdsData(overlay)) {
                return false;
            }
        }
        for (Path overlay : sealing.overlays().values()) {
            session.images().delete(overlay);
        }
        session.update(vm -> vm.withIntent(Optional.empty()));
        return true;
    }

    private LocalSnapshot finish(Intent.Sealing sealing, Consistency consistency, Optional<LocalMemory> memory)
            throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        requireAllOnTop(sealing, domain);
        LocalChain chain = session.chain();
        Map<DiskId, LocalLayer> layers = new TreeMap<>();
        List<LocalDisk> disks = new ArrayList<>();
        for (LocalDisk disk : chain.disks()) {
            Path overlay = sealing.overlays().get(disk.target());
            if (overlay == null) {
                throw new IllegalStateException("no overlay for " + disk.target());
            }
            session.images().makeReadOnly(disk.active());
            layers.put(disk.id(), new LocalLayer(disk.active(), session.images().fingerprint(disk.active())));
            disks.add(new LocalDisk(disk.id(), disk.target(), overlay));
        }
        Map<String, byte[]> parts = Parts.read(session.host().hypervisor(), domain);
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            session.workspace().savePart(sealing.snapshot(), part.getKey(), part.getValue());
        }
        LocalSnapshot snapshot = new LocalSnapshot(
                sealing.snapshot(),
                chain.base(),
                session.host().identity().name(),
                sealing.time(),
                consistency,
                layers,
                Parts.digests(parts),
                false,
                0);
        session.update(vm -> vm.withChain(chain.with(snapshot).standingOn(snapshot.id(), disks, sealing.next()))
                .withIntent(Optional.empty())
                .withMemory(memory.or(vm::memory)));
        return snapshot;
    }

    /** Rule L2: sealed only when live and persistent definition of all disks point above. */
    private void requireAllOnTop(Intent.Sealing sealing, Domain domain) throws KssException {
        for (Map.Entry<String, Path> overlay : sealing.overlays().entrySet()) {
            Optional<DomainDisk> disk = domain.disk(overlay.getKey());
            Path file = overlay.getValue();
            if (disk.isEmpty()
                    || !disk.get().source().equals(file)
                    || !disk.get().liveSource().orElse(file).equals(file)) {
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "The snapshot of the VM " + session.name() + " is incomplete: disk " + overlay.getKey()
                                        + " is not on its new layer " + file + ".",
                                "run the same command again; kss finishes the snapshot first")
                        .with("vm", session.name());
            }
        }
    }

    private LocalVm withDisksOf(Domain domain) throws KssException, HypervisorException {
        LocalVm vm = session.local().orElseGet(() -> unmanaged(domain));
        Set<String> targets = Changes.syncedTargets(session, domain);
        List<LocalDisk> disks = new ArrayList<>();
        for (DomainDisk disk : domain.disks()) {
            if (targets.contains(disk.target())) {
                Optional<LocalDisk> known = vm.chain().disk(disk.target());
                disks.add(known.isPresent() ? known.get() : adopted(disk));
            }
        }
        if (disks.isEmpty()) {
            throw new KssException(
                    Reason.UNSUPPORTED_VM,
                    "The VM " + session.name() + " has no disk that could be synchronised.",
                    "give it a disk in a qcow2 or raw file, or take a disk off 'local-only-disks' in [vm."
                            + session.name() + "]");
        }
        LocalChain chain = vm.chain();
        return vm.withChain(new LocalChain(disks, chain.base(), chain.next(), chain.snapshots()));
    }

    private LocalVm unmanaged(Domain domain) {
        LocalChain nothing = new LocalChain(
                List.of(), Optional.empty(), SnapshotId.next(session.host().ids()), Map.of());
        return LocalVm.met(VmId.next(session.host().ids()), domain.name(), nothing);
    }

    private LocalDisk adopted(DomainDisk disk) throws KssException, HypervisorException {
        for (var image : session.images().chain(disk.source())) {
            if (LayerNames.isOurs(image.file()) && session.local().isEmpty()) {
                throw Rediscovery.stateLost(session, image.file());
            }
        }
        return new LocalDisk(DiskId.next(session.host().ids()), disk.target(), disk.source());
    }

    private SealRequest request(Intent.Sealing sealing) {
        return new SealRequest(session.name(), sealing.overlays(), true);
    }

    private void report() {
        session.host().progress().progressed(new Progress(Progress.Step.SEALING, session.name(), "", 0, 0, 0));
    }
}
