package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Lease;
import io.kss.core.journal.VmState;
import io.kss.core.progress.Progress;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.RunMarks;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Starts a VM where it was when it was suspended (rule R4). Its process is made first and does not execute: what can fail
 * fails then, with the memory unused. Then the memory is noted as spent, in the journal and here; then the guest goes on.
 */
final class Resumption {

    private final VmSession session;

    Resumption(VmSession session) {
        this.session = session;
    }

    /** Notes where all see it that the memory may not be used any more. */
    interface Spending {
        void spend() throws KssException, IOException;
    }

    /** Loads the memory that lies here and lets the guest go on. */
    void launch(boolean leaseTaken, Spending spending) throws KssException, HypervisorException, IOException {
        LocalMemory memory = session.managed().usableMemory().orElseThrow();
        Path file = new SavedMemory(session).intactFile(memory).orElseThrow(() -> changed(memory));
        Hibernation hibernation = SavedMemory.hibernation(session);
        session.update(vm -> vm.withIntent(Optional.of(new Intent.Resuming(memory.snapshot()))));
        report(memory);
        load(hibernation, file, leaseTaken);
        try {
            spending.spend();
        } catch (KssException | IOException e) {
            giveUp(e);
            throw e;
        }
        goOn(hibernation);
    }

    private void load(Hibernation hibernation, Path file, boolean leaseTaken)
            throws KssException, HypervisorException, IOException {
        RunMarks marks = session.workspace().marks();
        marks.begin(new RunMarks.Run(leaseTaken));
        marks.announceLaunch();
        try {
            hibernation.restore(session.name(), file);
        } catch (HypervisorException e) {
            if (session.host().hypervisor().state(session.name()) == RunState.OFF) {
                marks.ended();
                session.update(vm -> vm.withIntent(Optional.empty()));
            }
            if (e.reason() == HypervisorException.Reason.UNSUPPORTED
                    || e.reason() == HypervisorException.Reason.DAMAGED) {
                throw unfit(e);
            }
            throw e;
        } finally {
            marks.withdrawLaunch();
        }
    }

    private void goOn(Hibernation hibernation) throws HypervisorException, IOException {
        new SavedMemory(session).spent();
        hibernation.resume(session.name());
        settled();
    }

    private void settled() throws HypervisorException, IOException {
        session.update(vm -> vm.withIntent(Optional.empty()));
        new SavedMemory(session).tidy();
    }

    /** The guest never executed: ending its process loses nothing. */
    private void giveUp(Exception cause) throws IOException {
        try {
            session.host().hypervisor().powerOff(session.name());
            session.workspace().marks().ended();
            session.update(vm -> vm.withIntent(Optional.empty()));
        } catch (HypervisorException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Settles a start that was cut short.
     *
     * @param journal what the repository says, as far as it can be asked
     * @return whether the guest goes on by this
     */
    boolean settle(Optional<RemoteVm> journal) throws KssException, HypervisorException, IOException {
        Optional<Intent> intent = session.local().flatMap(vm -> vm.intent());
        if (intent.isEmpty() || !(intent.get() instanceof Intent.Resuming resuming)) {
            return false;
        }
        RunState run = session.host().hypervisor().state(session.name());
        if (run == RunState.HELD) {
            if (mayGoOn(resuming.snapshot(), journal)) {
                goOn(SavedMemory.hibernation(session));
                return true;
            }
            session.host().hypervisor().powerOff(session.name());
        } else if (run == RunState.RUNNING) {
            new SavedMemory(session).spent();
        }
        settled();
        return false;
    }

    /** Whether it was this start for which the memory was noted as spent; nobody but the lease's holder can do that. */
    private boolean mayGoOn(SnapshotId snapshot, Optional<RemoteVm> journal) throws KssException, IOException {
        if (journal.isPresent()) {
            VmState state = journal.get().read();
            if (state.snapshots().containsKey(snapshot)) {
                return journal.get().holdsLease(state)
                        && !state.suspended().equals(Optional.of(snapshot))
                        && state.head().equals(Optional.of(snapshot));
            }
        }
        return session.managed().memory().map(LocalMemory::spent).orElse(true);
    }

    /** What every other command says to a start that was cut short. */
    static void requireSettled(VmSession session) throws KssException, HypervisorException, IOException {
        if (session.host().hypervisor().state(session.name()) == RunState.HELD) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name()
                                    + " waits here with its memory loaded: a start was cut short before"
                                    + " it went on.",
                            "kss start " + session.name() + " goes on with it")
                    .with("vm", session.name());
        }
        boolean unused = new Resumption(session).settle(Optional.empty());
    }

    /** Notes in the journal that the memory of the head is used, or given up. */
    static void spend(RemoteVm remote, SnapshotId snapshot, boolean toBeUsed) throws KssException, IOException {
        VmState state = remote.journal().commit(before -> {
            if (!remote.holdsLease(before)) {
                throw new KssException(
                        Reason.LEASED_ELSEWHERE,
                        "The lease of " + before.name() + " was broken by another host just now.",
                        "kss status " + before.name());
            }
            if (before.suspended().equals(Optional.of(snapshot))) {
                String token = before.lease().map(Lease::token).orElseThrow();
                return Optional.of(new Event.MemoryUsed(token, snapshot));
            }
            if (toBeUsed) {
                throw new KssException(
                        Reason.WRONG_VM_STATE,
                        "The memory of " + before.name() + " was used by another start meanwhile.",
                        "kss start " + before.name() + " boots from its disks");
            }
            return Optional.empty();
        });
        remote.remember(state);
    }

    private void report(LocalMemory memory) {
        session.host()
                .progress()
                .progressed(new Progress(Progress.Step.LOADING_MEMORY, session.name(), "", 0, memory.bytes(), 0));
    }

    private KssException changed(LocalMemory memory) {
        return new KssException(
                        Reason.DAMAGED,
                        "The memory of " + session.name() + " that was saved on this host"
                                + memory.file()
                                        .map(file -> " in " + file.path())
                                        .orElse("")
                                + " is not there, or not as kss left it.",
                        "kss start " + session.name() + " without --offline takes it from the store, if it was sent",
                        "kss start " + session.name()
                                + " --discard-memory boots from its disks; what was only in memory" + " is lost")
                .with("vm", session.name());
    }

    private KssException unfit(HypervisorException cause) {
        return new KssException(
                        Reason.WRONG_VM_STATE,
                        "The VM " + session.name() + " can't go on from its saved memory here: " + cause.getMessage()
                                + ". Its memory was not used and is safe.",
                        cause,
                        "kss start " + session.name()
                                + " on the host where it was suspended, or one with the same kind of"
                                + " processor and QEMU",
                        "kss start " + session.name() + " --discard-memory boots from its disks here; what was only in"
                                + " memory is lost")
                .with("vm", session.name());
    }
}
