package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Stops managing a VM on this host. Nothing is deleted, here or in the repository, but the memory of it. */
public final class Forgetting {

    private static final Set<Reason> NO_ANSWER = EnumSet.of(
            Reason.STORE_UNAVAILABLE,
            Reason.STORE_DENIED,
            Reason.NO_REPOSITORY,
            Reason.HISTORY_REWRITTEN,
            Reason.NEWER_FORMAT,
            Reason.DAMAGED);

    private final VmSession session;

    public Forgetting(VmSession session) {
        this.session = session;
    }

    /** Whether a refusal means that the repository can't tell how the VM stands. */
    public static boolean isNoAnswer(KssException refusal) {
        return NO_ANSWER.contains(refusal.reason());
    }

    /**
     * Forgets.
     *
     * @param store is asked for the store; empty if it can't be asked
     * @param evenIfUnsent whether unsent work may be left to the files alone
     * @return the files that stay here
     */
    public List<Path> forget(Asking store, boolean evenIfUnsent) throws KssException, HypervisorException, IOException {
        if (session.local().isEmpty()) {
            throw new KssException(
                            Reason.NO_SUCH_VM,
                            "kss does not manage a VM named " + session.name() + " on this host.",
                            "kss status lists the VMs that are known")
                    .with("vm", session.name());
        }
        recover(evenIfUnsent);
        Optional<VmState> state = ask(store);
        requireNoLease(state, evenIfUnsent);
        if (!evenIfUnsent && hasUnsent(state)) {
            throw new KssException(
                            Reason.BLOCKED_UNSENT,
                            "The VM " + session.name() + " has work on this host that was never sent. Its files would"
                                    + " stay, but nothing would remind you of sending it.",
                            "kss push " + session.name() + ", then the same command again",
                            "kss forget " + session.name() + " --yes leaves the work to the files")
                    .with("vm", session.name());
        }
        Optional<Intent> intent = session.managed().intent();
        if (intent.isPresent() && intent.get() instanceof Intent.Placing placing) {
            new Placement(session).abandon(placing);
        }
        Set<Path> files = files(session.managed());
        new SavedMemory(session).leave(hasUnsent(state)).ifPresent(files::add);
        session.forgetOnPurpose();
        if (session.host().workspace().vms().isEmpty()) {
            session.host().workspace().forgetRepository();
        }
        return List.copyOf(files);
    }

    private void recover(boolean evenIfUnsent) throws KssException, HypervisorException, IOException {
        try {
            Recovery.run(session);
        } catch (KssException e) {
            if (!evenIfUnsent) {
                throw e;
            }
        }
    }

    private Optional<VmState> ask(Asking asking) throws KssException, IOException {
        try {
            Optional<Store> store = asking.store();
            return store.isEmpty() ? Optional.empty() : Optional.of(new RemoteVm(session, store.get()).read());
        } catch (KssException e) {
            if (isNoAnswer(e)) {
                return Optional.empty();
            }
            throw e;
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    private void requireNoLease(Optional<VmState> state, boolean evenIfUnsent) throws KssException, IOException {
        boolean held = state.isPresent()
                ? state.get()
                        .lease()
                        .map(lease -> session.managed().tokens().contains(lease.token()))
                        .orElse(false)
                : !session.managed().tokens().isEmpty();
        if (held && (state.isPresent() || !evenIfUnsent)) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "This host holds the lease of " + session.name()
                                    + (state.isPresent() ? "" : ", as far as is known without the store")
                                    + ". Forgotten, it could not give it back, and no host could start the VM.",
                            "kss stop " + session.name() + " (or kss push " + session.name() + " if it is off)",
                            "kss lease " + session.name() + " --break")
                    .with("vm", session.name());
        }
        if (!evenIfUnsent && session.workspace().journal().pending().isPresent()) {
            throw new KssException(
                            Reason.BLOCKED_UNSENT,
                            "The last message to the store about " + session.name() + " was never confirmed: whether"
                                    + " this host holds its lease is not known.",
                            "reach the store, then the same command again",
                            "kss forget " + session.name() + " --yes forgets it all the same")
                    .with("vm", session.name());
        }
    }

    private boolean hasUnsent(Optional<VmState> state) {
        return Pushing.hasUnsentWork(session)
                || session.chain().snapshots().values().stream().anyMatch(snapshot -> !snapshot.sent())
                || (state.isPresent()
                        && !Comparison.of(session.local(), false, state)
                                .unsent()
                                .isEmpty());
    }

    private static Set<Path> files(LocalVm vm) {
        Set<Path> files = new TreeSet<>();
        vm.chain().disks().forEach(disk -> files.add(disk.active()));
        vm.chain()
                .snapshots()
                .values()
                .forEach(snapshot -> snapshot.layers().values().forEach(layer -> files.add(layer.file())));
        return files;
    }

    /** The way to the store. */
    @FunctionalInterface
    public interface Asking {
        Optional<Store> store() throws KssException, IOException;
    }
}
