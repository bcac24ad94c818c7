package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Event;
import io.kss.core.journal.VmState;
import io.kss.core.repository.NamedVm;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connects a VM of this host with the VM of the same name in the repository, and refuses to mix up two (rule J6). */
final class Binding {

    private final VmSession session;
    private final Store store;

    Binding(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /**
     * The VM in the repository, or empty if the repository does not have it. A host that meets it for the first time
     * remembers it from now on.
     */
    Optional<RemoteVm> find() throws KssException, HypervisorException, IOException {
        if (session.local().isPresent()) {
            return remembered();
        }
        Optional<NamedVm> named = store.repository().find(session.name());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        return session.domain().isPresent() ? rediscovered(named.get()) : met(named.get());
    }

    /** The VM in the repository, created there if need be. It must be managed here. */
    RemoteVm findOrCreate() throws KssException, HypervisorException, IOException {
        Optional<RemoteVm> found = find();
        if (found.isPresent()) {
            return found.get();
        }
        VmId proposed = session.managed().vm();
        NamedVm named = store.repository()
                .claim(session.name(), proposed, session.host().identity());
        if (!named.id().equals(proposed)) {
            adopt(named);
        }
        RemoteVm remote = new RemoteVm(session, store);
        VmState state = remote.journal()
                .commit(before ->
                        before.isEmpty() ? Optional.of(new Event.VmCreated(session.name())) : Optional.empty());
        remote.remember(state);
        return remote;
    }

    /** A name that was reserved and never used may be taken over; one with a history is another VM's. */
    private void adopt(NamedVm named) throws KssException, IOException {
        LocalVm vm = session.managed();
        session.remember(vm.withIdentity(named.id()));
        if (!new RemoteVm(session, store).read().isEmpty()) {
            session.remember(vm);
            throw unrelated(named);
        }
    }

    private Optional<RemoteVm> met(NamedVm named) throws KssException, IOException {
        session.remember(unknown(named));
        RemoteVm remote = new RemoteVm(session, store);
        if (remote.read().isEmpty()) {
            session.forget();
            return Optional.empty();
        }
        session.workspace().metAgain();
        return Optional.of(remote);
    }

    private Optional<RemoteVm> rediscovered(NamedVm named) throws KssException, HypervisorException, IOException {
        session.remember(unknown(named));
        RemoteVm remote = new RemoteVm(session, store);
        VmState state = remote.read();
        if (state.isEmpty()) {
            session.forget();
            return Optional.empty();
        }
        if (!recognised(remote, state)) {
            session.forget();
            throw unrelated(named);
        }
        return Optional.of(remote);
    }

    private Optional<RemoteVm> remembered() throws KssException, HypervisorException, IOException {
        RemoteVm remote = new RemoteVm(session, store);
        VmState state = remote.read();
        boolean onlyMet = session.chain().disks().isEmpty();
        if (session.isWork()) {
            new Settling(remote).settle();
        }
        if (state.isEmpty()) {
            if (onlyMet) {
                session.forget();
            }
            return Optional.empty();
        }
        // Met when it was not defined here, or by a run that died before it found out which file is which.
        if (onlyMet && session.domain().isPresent() && !recognised(remote, state)) {
            throw unrelated(store.repository().find(session.name()).orElseThrow());
        }
        return Optional.of(remote);
    }

    /** Whether the domain's files are the VM's; then it is known which is which. */
    private boolean recognised(RemoteVm remote, VmState state) throws KssException, HypervisorException, IOException {
        ForgottenVm forgotten = new ForgottenVm(session);
        Optional<LocalVm> known = forgotten
                .of(session.requireDomain())
                .filter(vm -> vm.vm().equals(remote.journal().vm()));
        if (known.isPresent()) {
            forgotten.meet(known.get());
            remote.remember(state);
            return true;
        }
        Optional<LocalChain> chain = new Rediscovery(remote).find(session.requireDomain(), state);
        if (chain.isEmpty()) {
            return false;
        }
        Map<SnapshotId, LocalSnapshot> all = session.chain().snapshots();
        all.putAll(chain.get().snapshots());
        session.update(vm -> vm.withChain(new LocalChain(
                chain.get().disks(), chain.get().base(), chain.get().next(), all)));
        session.workspace().metAgain();
        return true;
    }

    private LocalVm unknown(NamedVm named) {
        LocalChain nothing = new LocalChain(
                List.of(), Optional.empty(), SnapshotId.next(session.host().ids()), Map.of());
        return LocalVm.met(named.id(), session.name(), nothing);
    }

    private KssException unrelated(NamedVm named) {
        return new KssException(
                        Reason.UNRELATED_VM,
                        "The repository has a VM named " + named.name() + ", brought there by "
                                + named.host().name() + ", and this host has another one of that name with a history"
                                + " of its own. kss never mixes two VMs.",
                        "rename the VM here: virsh domrename " + session.name() + " NEW-NAME, then kss push NEW-NAME",
                        "or, to have the repository's VM here: rename the one here, then kss pull " + session.name())
                .with("vm", session.name());
    }
}
