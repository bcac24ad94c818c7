package io.kss.core.examine;

import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.VmWorkspace;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Compares what this host remembers of a VM with what the hypervisor says, and explains what was left half done. */
final class VmExamination {

    private final Remarks remarks;
    private final String name;

    VmExamination(Remarks remarks, String name) {
        this.remarks = remarks;
        this.name = name;
    }

    /** A VM that kss was never asked to take care of. */
    void unmanaged(Domain domain) {
        remarks.ok(
                name,
                domain.obstacles().isEmpty()
                        ? "kss does not manage it; kss push " + name + " would begin to."
                        : "kss does not manage it, and could not: " + String.join(" ", domain.obstacles()));
    }

    /** The domain and its disks. */
    void domain(LocalVm local, Optional<Domain> found, Set<String> localOnly) throws HypervisorException {
        if (found.isEmpty()) {
            remarks.warning(
                    name,
                    "The VM is not defined on this host any more, but its layers are here.",
                    "kss start " + name + " defines and starts it again");
            return;
        }
        Domain domain = found.get();
        domain.obstacles()
                .forEach(obstacle -> remarks.problem(
                        name, "It can't be synchronised: " + obstacle, "change the VM with virsh edit " + name));
        if (domain.managedSave()) {
            remarks.problem(
                    name,
                    "It has a managed save: a memory image that the next start would restore, and that fits only the"
                            + " disks as they were then. kss touches nothing before it is gone.",
                    "virsh start " + name + ", then kss stop " + name + "; or give the saved memory up with virsh"
                            + " managedsave-remove " + name);
        }
        for (LocalDisk disk : local.chain().disks()) {
            disk(disk, domain.disk(disk.target()));
        }
        for (DomainDisk disk : domain.disks()) {
            if (local.chain().disk(disk.target()).isEmpty() && !localOnly.contains(disk.target())) {
                remarks.warning(
                        name,
                        "Disk " + disk.target() + " (" + disk.source() + ") is new; the next snapshot takes all of it"
                                + " along.",
                        "to leave it on this host: local-only-disks = [\"" + disk.target() + "\"] in [vm." + name
                                + "], on every host");
            }
        }
    }

    private void disk(LocalDisk disk, Optional<DomainDisk> found) {
        if (found.isEmpty()) {
            remarks.warning(
                    name,
                    "Disk " + disk.target() + " is not attached any more; the next snapshot leaves it out.",
                    "attach " + disk.active() + " again with virsh edit " + name + " if that was not meant");
            return;
        }
        Path on = found.get().liveSource().orElse(found.get().source());
        if (!on.equals(disk.active()) || !found.get().source().equals(disk.active())) {
            Path other = on.equals(disk.active()) ? found.get().source() : on;
            remarks.problem(
                    name,
                    "Disk " + disk.target() + " is on " + other + ", but kss left it on " + disk.active()
                            + ". Another tool made a snapshot or attached another file.",
                    "attach " + disk.active() + " again with virsh edit " + name
                            + ", after merging what the other file holds into it with the tool that made it");
        }
    }

    /** What was begun and not finished, here and with the store. */
    void unfinished(LocalVm local, VmWorkspace workspace) throws IOException, KssException {
        if (local.intent().isPresent()) {
            Intent intent = local.intent().get();
            if (intent instanceof Intent.Sealing sealing) {
                remarks.warning(
                        name,
                        "Making the snapshot " + shortId(sealing.snapshot()) + " was interrupted.",
                        "the next kss push, stop or start of it finishes or undoes that");
            } else if (intent instanceof Intent.Placing placing) {
                remarks.warning(
                        name,
                        "Fetching the snapshot " + shortId(placing.snapshot())
                                + " was interrupted; the VM here is as it" + " was before.",
                        "kss pull " + name + " goes on where it stopped");
            } else if (intent instanceof Intent.Merging) {
                remarks.warning(
                        name,
                        "Merging older layers on this host was interrupted; the VM is as it was before.",
                        "the next kss push, stop or start of it finishes or undoes that");
            } else if (intent instanceof Intent.Departing departing) {
                remarks.warning(
                        name,
                        "Handing it over to " + departing.to() + " while it runs was not brought to an end.",
                        "kss status " + name + " on both hosts; kss takeover " + name + " there goes on");
            } else if (intent instanceof Intent.Arriving arriving) {
                remarks.warning(
                        name,
                        "Taking it over from " + arriving.from() + " while it runs was not brought to an end.",
                        "kss takeover " + name + " goes on");
            } else if (intent instanceof Intent.Cloning cloning) {
                remarks.warning(
                        name,
                        "Defining it as a copy of the snapshot " + shortId(cloning.from()) + " was interrupted.",
                        "the next kss start or push of it finishes that");
            }
        }
        if (workspace.journal().pending().isPresent()) {
            remarks.warning(
                    name,
                    "The last message to the store was never confirmed: it may or may not have arrived.",
                    "reach the store and run kss push " + name + ", which finds out");
        }
        if (local.unleased()) {
            remarks.warning(
                    name,
                    "It was started here without the lease.",
                    "kss stop " + name + " (or kss push " + name + ") sends its work, to a branch if another host went"
                            + " on meanwhile");
        }
        local.conflict()
                .ifPresent(branch -> remarks.warning(
                        name,
                        "A conflict is open: what this host had is in the branch " + branch + ".",
                        "kss resolve " + name + " --keep local|remote|both"));
    }

    /** The lease, as the repository says or as it was seen last. */
    void lease(LocalVm local, Optional<Domain> domain, Optional<VmState> state) {
        boolean active = domain.map(found -> found.state().active()).orElse(false);
        Optional<Lease> lease = state.flatMap(VmState::lease);
        if (lease.isPresent()) {
            boolean ours = local.tokens().contains(lease.get().token());
            if (ours && !active && domain.isPresent()) {
                remarks.warning(
                        name,
                        "It is off, but this host still holds its lease since "
                                + lease.get().since() + ", so that no other host starts it.",
                        "kss push " + name + " sends what is left and gives the lease back");
            } else if (!ours && active) {
                remarks.problem(
                        name,
                        "It runs here, but " + lease.get().host().name() + " holds the lease since "
                                + lease.get().since() + ": two hosts may be working on it.",
                        "stop it on one of them; what that host wrote becomes a branch");
            }
        } else if (state.isPresent() && active && !local.unleased()) {
            remarks.warning(
                    name,
                    "It runs here without the lease: it was started by another tool than kss.",
                    "kss push " + name + " takes the lease and sends what it has");
        }
    }

    /** Work that only this host has. */
    void unsent(LocalVm local) {
        long unsent = local.chain().line().stream()
                .filter(snapshot -> !snapshot.sent())
                .count();
        if (unsent > 0) {
            remarks.warning(name, "Snapshots that only this host has: " + unsent + ".", "kss push " + name);
        }
    }

    static String shortId(SnapshotId snapshot) {
        return snapshot.value().substring(0, 8);
    }

    static String described(LocalSnapshot snapshot) {
        return shortId(snapshot.id()) + " (" + snapshot.hostName() + ", " + snapshot.time() + ")";
    }
}
