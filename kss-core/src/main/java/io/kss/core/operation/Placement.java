package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.Part;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Switches a VM that is off to a snapshot whose sealed files are all in place. The switch is the one redefinition of the
 * domain: before it everything is as it was, after it only our memory lags behind, and the next run catches up.
 */
final class Placement {

    private final VmSession session;
    private final DiskImages images;

    Placement(VmSession session) {
        this.session = session;
        this.images = session.images();
    }

    /** Puts new active layers on top of the placed files and points the domain at them. */
    void switchTo(Intent.Placing placing, Manifest manifest) throws KssException, HypervisorException, IOException {
        Optional<Domain> before = session.domain();
        Map<String, Path> disks = new HashMap<>();
        for (LocalDisk disk : placing.disks()) {
            Path layer = PlacementPlan.layerOf(placing, disk.target());
            if (!images.exists(disk.active())) {
                images.createOverlay(disk.active(), layer);
            }
            disks.put(disk.target(), disk.active());
        }
        LocalOnlyDisks.addTo(session, manifest, before, disks);
        Definition definition = new Definition(session.workspace().part(placing.snapshot(), Part.DEFINITION));
        session.host()
                .hypervisor()
                .define(new DefineRequest(session.name(), definition, disks, DefineRequest.Identity.KEEP));
        undoIfWrittenMeanwhile(placing);
        finish(placing);
    }

    /** Catches up if the switch happened; otherwise leaves everything for the next fetch to go on with. */
    void recover(Intent.Placing placing) throws KssException, HypervisorException, IOException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent() && isOn(domain.get(), placing.disks())) {
            undoIfWrittenMeanwhile(placing);
            finish(placing);
        }
    }

    /**
     * Gives up a fetch whose snapshot is no longer wanted. Only files that it made itself are deleted, and none that it
     * found under its name and another VM stands on.
     */
    void abandon(Intent.Placing placing) throws KssException, HypervisorException, IOException {
        for (LocalDisk disk : placing.disks()) {
            images.delete(disk.active());
            Path layer = placing.layers().get(disk.target());
            if (layer != null && !belongsToKnownSnapshot(layer)) {
                images.delete(LayerNames.partial(layer));
                if (images.exists(layer) && !isUsedElsewhere(layer)) {
                    images.delete(layer);
                }
            }
        }
        session.workspace().deleteParts(placing.snapshot());
        session.update(vm -> vm.withIntent(Optional.empty()));
    }

    private boolean isUsedElsewhere(Path layer) throws KssException, IOException {
        try {
            return new FilesInUse(session).addDomainsAndOtherVms().files().contains(layer);
        } catch (HypervisorException e) {
            // Not known is not nobody: the file stays, and a check of this host tells of it.
            return true;
        }
    }

    private void finish(Intent.Placing placing) throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        // A guest that was started meanwhile owns its firmware variables already.
        if (!domain.state().active()) {
            for (String part : session.workspace().parts(placing.snapshot())) {
                if (!part.equals(Part.DEFINITION)) {
                    byte[] content = session.workspace().part(placing.snapshot(), part);
                    session.host().hypervisor().writePart(session.name(), part, new ByteArrayInputStream(content));
                }
            }
            domain = session.requireDomain();
        }
        LocalSnapshot snapshot =
                placed(placing, Parts.digests(Parts.read(session.host().hypervisor(), domain)));
        List<Path> asides = renameAside(placing);
        LocalChain chain = session.chain();
        session.update(vm -> caughtUp(vm, chain, snapshot, placing, asides));
    }

    /** The snapshot as it lies here without the VM standing on it; how its parts look here is not known then. */
    LocalSnapshot beside(Intent.Placing placing) throws HypervisorException {
        return placed(placing, Map.of());
    }

    private LocalSnapshot placed(Intent.Placing placing, Map<String, String> parts) throws HypervisorException {
        Map<DiskId, LocalLayer> layers = new HashMap<>();
        for (LocalDisk disk : placing.disks()) {
            Path layer = PlacementPlan.layerOf(placing, disk.target());
            images.makeReadOnly(layer);
            layers.put(disk.id(), new LocalLayer(layer, images.fingerprint(layer)));
        }
        return new LocalSnapshot(
                placing.snapshot(),
                below(placing),
                placing.madeBy(),
                placing.time(),
                placing.consistency(),
                layers,
                parts,
                true,
                0);
    }

    /** What the files stand on; a snapshot that was here already, and is merely gone back to, stands where it stood. */
    private Optional<SnapshotId> below(Intent.Placing placing) {
        return placing.onto().equals(Optional.of(placing.snapshot()))
                ? session.chain().snapshot(placing.snapshot()).flatMap(LocalSnapshot::parent)
                : placing.onto();
    }

    private static LocalVm caughtUp(
            LocalVm vm, LocalChain chain, LocalSnapshot snapshot, Intent.Placing placing, List<Path> asides) {
        List<Path> all = new ArrayList<>(vm.asides());
        all.addAll(asides);
        return vm.withChain(chain.with(snapshot).standingOn(snapshot.id(), placing.disks(), placing.next()))
                .withAsides(all)
                .withConflict(Optional.empty())
                .withUnleased(false)
                .withIntent(Optional.empty());
    }

    /** Rule L6: somebody may have started the VM on the old layers between our look and the switch. */
    void undoIfWrittenMeanwhile(Intent.Placing placing) throws KssException, HypervisorException {
        for (LocalDisk old : placing.replaced()) {
            if (images.exists(old.active()) && (images.inUse(old.active()) || images.holdsData(old.active()))) {
                Domain domain = session.requireDomain();
                if (!domain.state().active()) {
                    pointBack(placing, domain);
                }
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "The VM " + session.name() + " was started by another tool while its newer state was"
                                        + " being placed. What it wrote is kept in " + old.active() + ".",
                                "shut it down if it runs, then kss status " + session.name())
                        .with("vm", session.name());
            }
        }
    }

    private void pointBack(Intent.Placing placing, Domain domain) throws HypervisorException {
        Map<String, Path> disks = new HashMap<>();
        domain.disks().forEach(disk -> disks.put(disk.target(), disk.source()));
        placing.replaced().forEach(disk -> disks.put(disk.target(), disk.active()));
        session.host()
                .hypervisor()
                .define(new DefineRequest(session.name(), domain.definition(), disks, DefineRequest.Identity.KEEP));
    }

    List<Path> renameAside(Intent.Placing placing) throws HypervisorException {
        List<Path> asides = new ArrayList<>();
        for (LocalDisk old : placing.replaced()) {
            Path aside = LayerNames.aside(old.active());
            if (images.exists(old.active()) && !images.exists(aside)) {
                images.rename(old.active(), aside);
            }
            if (images.exists(aside)) {
                asides.add(aside);
            }
        }
        return asides;
    }

    boolean belongsToKnownSnapshot(Path file) {
        for (LocalSnapshot snapshot : session.chain().snapshots().values()) {
            if (snapshot.layers().values().stream()
                    .anyMatch(layer -> layer.file().equals(file))) {
                return true;
            }
        }
        return false;
    }

    static boolean isOn(Domain domain, List<LocalDisk> disks) {
        return disks.stream()
                .allMatch(disk -> domain.disk(disk.target())
                        .map(found -> found.source().equals(disk.active()))
                        .orElse(false));
    }
}
