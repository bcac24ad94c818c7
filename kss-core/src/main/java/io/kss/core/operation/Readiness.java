package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What must hold before a VM is sealed, sent, replaced or started; each refusal names what is wrong. */
final class Readiness {

    private Readiness() {}

    /** Nothing about the domain stands in the way: no unsupported feature, no managed save (rule L3). */
    static void requireSynchronisable(Domain domain) throws KssException {
        if (domain.managedSave()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + domain.name() + " has a managed save: a memory image that the next start would"
                                    + " restore. It fits only the disks as they were then, so kss touches nothing.",
                            "virsh start " + domain.name() + ", then kss stop " + domain.name()
                                    + " (keeps the work in memory)",
                            "virsh managedsave-remove " + domain.name() + " (gives up what was only in memory)")
                    .with("vm", domain.name());
        }
        if (!domain.obstacles().isEmpty()) {
            throw new KssException(
                            Reason.UNSUPPORTED_VM,
                            "The VM " + domain.name() + " can't be synchronised: "
                                    + String.join(" ", domain.obstacles()))
                    .with("vm", domain.name());
        }
    }

    /** No process may hold the disks. */
    static void requireOff(Domain domain, String toDoWhat) throws KssException {
        if (domain.state().active()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + domain.name() + " is running; it must be off " + toDoWhat + ".",
                            "kss stop " + domain.name())
                    .with("vm", domain.name());
        }
    }

    /**
     * The domain's disks are the active layers that we remember, and everything below is as we sealed it: somebody who
     * attached other files, or wrote into a sealed one, is noticed here.
     */
    static void requireOurChain(VmSession session, Domain domain) throws KssException, HypervisorException {
        LocalVm local = session.managed();
        for (LocalDisk disk : local.chain().disks()) {
            Optional<DomainDisk> found = domain.disk(disk.target());
            boolean ours = found.isPresent()
                    && found.get().source().equals(disk.active())
                    && found.get().liveSource().orElse(disk.active()).equals(disk.active());
            if (found.isPresent() && !ours) {
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "Disk " + disk.target() + " of the VM " + domain.name() + " is on "
                                        + found.get()
                                                .liveSource()
                                                .orElse(found.get().source())
                                        + ", but kss left it on " + disk.active()
                                        + ". Another tool made a snapshot or attached another file.",
                                "attach " + disk.active() + " again with virsh edit " + domain.name(),
                                "kss doctor tells what each file is")
                        .with("vm", domain.name())
                        .with("disk", disk.target());
            }
            if (found.isPresent()) {
                requireSealedBelow(session, disk);
            }
        }
    }

    private static void requireSealedBelow(VmSession session, LocalDisk disk) throws KssException, HypervisorException {
        // first, because a missing file would also break the chain, but with less to say about it
        for (LocalSnapshot snapshot : session.chain().line()) {
            requireUntouched(session, snapshot, disk);
        }
        if (Asides.isHandedOver(session, disk)) {
            return;
        }
        List<ImageInfo> files = session.images().chain(disk.active());
        Path last = disk.active();
        int at = 0;
        for (LocalSnapshot snapshot : session.chain().line()) {
            LocalLayer layer = snapshot.layers().get(disk.id());
            if (layer == null) {
                break;
            }
            if (!layer.file().equals(last)) {
                last = layer.file();
                at = requireNext(session, files, at, layer.file());
                for (Path inner : layer.inner()) {
                    at = requireNext(session, files, at, inner);
                }
            }
        }
    }

    private static int requireNext(VmSession session, List<ImageInfo> files, int at, Path expected)
            throws KssException {
        if (at + 1 >= files.size() || !files.get(at + 1).file().equals(expected)) {
            throw changed(session, expected, files.get(at).file() + " no longer stands on it");
        }
        return at + 1;
    }

    /** The sealed file of a disk of a snapshot has the fingerprint it had when it was sealed (rules L2, L9). */
    static void requireUntouched(VmSession session, LocalSnapshot snapshot, LocalDisk disk)
            throws KssException, HypervisorException {
        var layer = snapshot.layers().get(disk.id());
        if (layer == null) {
            return;
        }
        if (!session.images().exists(layer.file())) {
            throw changed(session, layer.file(), "it is missing");
        }
        if (!session.images().fingerprint(layer.file()).sameContentAs(layer.fingerprint())) {
            throw changed(session, layer.file(), "it was written to, replaced, or its attributes were changed");
        }
    }

    private static KssException changed(VmSession session, Path file, String how) {
        return new KssException(
                        Reason.SEALED_LAYER_CHANGED,
                        "The sealed layer " + file + " of the VM " + session.name() + " is not what kss left: " + how
                                + ". A sealed layer never changes; what stands on it may be damaged, so kss neither"
                                + " sends it nor starts from it.",
                        "restore the file from a backup of this host",
                        "kss doctor tells which snapshots need it; kss verify --deep tells whether the repository has"
                                + " them intact")
                .with("vm", session.name())
                .with("file", file);
    }
}
