package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.progress.Progress;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Saves the memory of a running VM, which ends with that, and seals its disks as they are then: one snapshot binds both
 * (rule R4). Sending it is {@link Publishing}'s.
 */
public final class Suspending {

    private final VmSession session;

    public Suspending(VmSession session) {
        this.session = session;
    }

    /** Suspends; a VM that is suspended already, and was not started since, stays so. */
    public LocalSnapshot suspend() throws KssException, HypervisorException, IOException {
        Recovery.run(session);
        Domain domain = session.requireDomain();
        Optional<LocalSnapshot> already = alreadySuspended(domain);
        if (already.isPresent()) {
            return already.get();
        }
        requireSuspendable(domain);
        Hibernation hibernation = SavedMemory.hibernation(session);
        Intent.Suspending suspending = new Sealing(session).planSuspending(domain);
        report(0, 0);
        try {
            hibernation.save(session.name(), suspending.file(), this::report);
        } catch (HypervisorException e) {
            giveUpIfItGoesOn(suspending, e);
            throw e;
        }
        return finish(suspending);
    }

    /** Brings one that was cut short to its end if the VM was saved by then; otherwise it never happened. */
    void recover(Intent.Suspending suspending) throws KssException, HypervisorException, IOException {
        Hibernation hibernation = SavedMemory.hibernation(session);
        hibernation.cancelSaving(session.name());
        RunState state = session.host().hypervisor().state(session.name());
        if (state == RunState.OFF && hibernation.isComplete(suspending.file())) {
            LocalSnapshot unused = finish(suspending);
        } else {
            giveUp(suspending);
        }
    }

    private LocalSnapshot finish(Intent.Suspending suspending) throws KssException, HypervisorException, IOException {
        SavedMemory saved = new SavedMemory(session);
        requireUntouchedSince(suspending);
        LocalMemory memory = saved.inFile(suspending.sealing().snapshot(), suspending.file());
        Optional<LocalMemory.File> older = session.managed().memory().flatMap(LocalMemory::file);
        if (older.isPresent() && !older.get().path().equals(suspending.file())) {
            session.images().delete(older.get().path());
        }
        return new Sealing(session).suspended(suspending, memory);
    }

    /** Another tool may have started the VM from its disks after it was saved: then the memory fits them no more. */
    private void requireUntouchedSince(Intent.Suspending suspending)
            throws KssException, HypervisorException, IOException {
        long savedAt = session.images().fingerprint(suspending.file()).modified();
        for (LocalDisk disk : session.chain().disks()) {
            Fingerprint print = session.images().fingerprint(disk.active());
            if (print.modified() > savedAt) {
                giveUp(suspending);
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "The disk " + disk.target() + " of " + session.name()
                                        + " was written to after its memory"
                                        + " was saved: another tool started it meanwhile. The memory does not fit any"
                                        + " more and was dropped; what is on the disks is all there.",
                                "kss stop " + session.name() + " makes a snapshot of it and sends it",
                                "kss hooks install keeps other tools from doing that")
                        .with("vm", session.name());
            }
        }
    }

    private void giveUpIfItGoesOn(Intent.Suspending suspending, HypervisorException cause) throws IOException {
        try {
            if (session.host().hypervisor().state(session.name()).active()) {
                giveUp(suspending);
            }
        } catch (HypervisorException e) {
            // What became of it is found out by the next run.
            cause.addSuppressed(e);
        }
    }

    private void giveUp(Intent.Suspending suspending) throws HypervisorException, IOException {
        session.images().delete(suspending.file());
        session.update(vm -> vm.withIntent(Optional.empty()));
    }

    private Optional<LocalSnapshot> alreadySuspended(Domain domain) throws HypervisorException {
        if (domain.state().active() || session.local().isEmpty() || Changes.inActiveLayers(session)) {
            return Optional.empty();
        }
        return session.managed()
                .usableMemory()
                .flatMap(memory -> session.chain().snapshot(memory.snapshot()));
    }

    private void requireSuspendable(Domain domain) throws KssException {
        if (domain.state() != RunState.RUNNING) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + (domain.state() == RunState.OFF ? " is off" : " is paused")
                                    + "; only a running one can be suspended.",
                            domain.state() == RunState.OFF
                                    ? "kss push " + session.name() + " sends what it has"
                                    : "virsh resume " + session.name() + ", then kss suspend " + session.name())
                    .with("vm", session.name());
        }
        List<String> localOnly = domain.disks().stream()
                .map(disk -> disk.target())
                .filter(target -> !Changes.syncedTargets(session, domain).contains(target))
                .toList();
        if (!localOnly.isEmpty()) {
            throw new KssException(
                            Reason.UNSUPPORTED_VM,
                            "The VM " + session.name() + " has disks that are not carried along: "
                                    + String.join(", ", localOnly)
                                    + ". Its memory would go on with other content on them, and destroy it.",
                            "kss stop " + session.name() + " shuts it down and sends it",
                            "take them off 'local-only-disks' in [vm." + session.name() + "]",
                            "virsh detach-disk takes a disk off the running VM")
                    .with("vm", session.name());
        }
    }

    private void report(long done, long total) {
        session.host()
                .progress()
                .progressed(new Progress(Progress.Step.SAVING_MEMORY, session.name(), "", done, total, 0));
    }
}
