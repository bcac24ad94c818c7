package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Lease;
import io.kss.core.journal.VmState;
import io.kss.core.takeover.Offer;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The side of a takeover that has the running VM and gives it away. */
public final class Departure {

    private final VmSession session;

    public Departure(VmSession session) {
        this.session = session;
    }

    /**
     * Seals what the running VM has written and sends it, so that only little is left to cross.
     *
     * @return what the other side needs to know
     */
    public Offer offer(Store store) throws KssException, HypervisorException, IOException, InterruptedException {
        Settling.settle(session, store);
        Recovery.run(session);
        requireRunning();
        requireNotLeaving();
        requireNoLocalOnlyDisks();
        new Sealing(session).sealChanges();
        PublishOutcome outcome = new Pushing(session, store).push();
        RemoteVm remote = new RemoteVm(session, store);
        if (!remote.holdsLease(outcome.state())) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "The VM " + session.name() + " runs on "
                                    + session.host().identity().name()
                                    + " without the lease, so it can't be handed over.",
                            "there: kss stop " + session.name() + ", then kss start " + session.name() + " here")
                    .with("vm", session.name());
        }
        SnapshotId base = session.chain().base().orElseThrow();
        if (!outcome.state().head().equals(Optional.of(base))) {
            throw Divergence.refusal(
                    session,
                    Comparison.of(session.local(), false, Optional.of(outcome.state())),
                    outcome.state(),
                    false);
        }
        return new Offer(session.managed().vm(), base, session.chain().next());
    }

    /** Writes into the journal that the VM is on its way; from now on nobody starts it afresh. */
    public void begin(Store store, HostIdentity to, String newToken)
            throws KssException, HypervisorException, IOException {
        requireRunning();
        RemoteVm remote = new RemoteVm(session, store);
        session.update(vm -> vm.withIntent(Optional.of(new Intent.Departing(newToken, to.name()))));
        VmState state = remote.journal().commit(before -> {
            Optional<Lease> ours = before.lease().filter(remote::isOurs);
            boolean current = before.head().equals(session.chain().base());
            return ours.isPresent() && current && before.takeover().isEmpty()
                    ? Optional.of(new Event.TakeoverStarted(ours.get().token(), to, newToken))
                    : Optional.empty();
        });
        remote.remember(state);
        if (!Settling.isOpen(state, newToken)) {
            session.update(vm -> vm.withIntent(Optional.empty()));
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The repository's state of " + session.name() + " changed while it was about to be handed"
                                    + " over. It goes on running where it was.",
                            "kss takeover " + session.name() + " again")
                    .with("vm", session.name());
        }
    }

    /** The VM lives elsewhere: what was written here since the last snapshot is put aside until it is published there. */
    void gone() throws KssException, HypervisorException, IOException {
        RunState run = session.host().hypervisor().state(session.name());
        if (run == RunState.RUNNING) {
            executesHereToo();
            return;
        }
        if (run != RunState.OFF) {
            requireNotSplit();
            // A process that was left behind, paused.
            session.host().hypervisor().powerOff(session.name());
        }
        session.workspace().marks().ended();
        List<Path> asides = new ArrayList<>(session.managed().asides());
        for (LocalDisk disk : session.chain().disks()) {
            Path aside = LayerNames.aside(disk.active());
            if (session.images().exists(disk.active()) && !session.images().exists(aside)) {
                session.images().rename(disk.active(), aside);
            }
            if (!asides.contains(aside)) {
                asides.add(aside);
            }
        }
        Domain domain = session.requireDomain();
        Map<String, String> parts = Parts.digests(Parts.read(session.host().hypervisor(), domain));
        session.update(vm -> vm.withChain(handedOver(vm.chain(), parts))
                .withAsides(asides)
                .withUnleased(false)
                .withConflict(Optional.empty())
                .withIntent(Optional.empty()));
    }

    private void requireNotSplit() throws KssException, HypervisorException {
        if (TakingOver.moves(session).isSplit(session.name())) {
            throw new KssException(
                            Reason.BUSY,
                            "The VM " + session.name()
                                    + " runs on the other host, which has not got all of its memory yet.",
                            "on that host: kss takeover " + session.name() + " --from "
                                    + session.host().identity().name(),
                            "if that host is lost, or what is in the memory does not matter: virsh destroy "
                                    + session.name() + " here")
                    .with("vm", session.name());
        }
    }

    /**
     * Another tool started it again, or woke up what was left behind. It does not go on here as well, but what it wrote is
     * work like any other, under an identity that the other host does not use.
     */
    private void executesHereToo() throws KssException, HypervisorException, IOException {
        LocalChain chain = session.chain();
        LocalChain own = chain.standingOn(
                chain.base().orElseThrow(),
                chain.disks(),
                SnapshotId.next(session.host().ids()));
        session.update(vm -> vm.withChain(own).withIntent(Optional.empty()));
        session.host().hypervisor().powerOff(session.name());
        session.workspace().marks().ended();
    }

    /** The firmware's variables went along as well: what lies here of them is no change of this host's. */
    private LocalChain handedOver(LocalChain chain, Map<String, String> parts) {
        LocalSnapshot base = chain.baseSnapshot().orElseThrow();
        LocalSnapshot settled = new LocalSnapshot(
                base.id(),
                base.parent(),
                base.hostName(),
                base.time(),
                base.consistency(),
                base.layers(),
                parts,
                base.sent(),
                base.dataBytes());
        return chain.with(settled)
                .standingOn(
                        base.id(), chain.disks(), SnapshotId.next(session.host().ids()));
    }

    /** The VM is still ours. */
    void stayed() throws KssException, HypervisorException, IOException {
        if (session.host().hypervisor().state(session.name()) == RunState.HELD) {
            TakingOver.moves(session).resume(session.name());
        }
        session.update(vm -> vm.withIntent(Optional.empty()));
    }

    /** Whose move that is can't be known, so it is not ended here. */
    private void requireNotLeaving() throws KssException, HypervisorException {
        if (TakingOver.moves(session).isLeaving(session.name())) {
            throw new KssException(
                            Reason.BUSY,
                            "The VM " + session.name()
                                    + " is being moved to another host by something else, or an earlier"
                                    + " move of it is not over. It goes on meanwhile.",
                            "wait for its end, or end it there: virsh domjobabort " + session.name(),
                            "if that does not help: systemctl restart libvirtd there")
                    .with("vm", session.name());
        }
    }

    private void requireRunning() throws KssException, HypervisorException {
        Domain domain = session.requireDomain();
        Readiness.requireSynchronisable(domain);
        if (domain.state() == RunState.HELD) {
            throw new GoingOn(session).notOff();
        }
        if (domain.state() != RunState.RUNNING) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + " does not run on "
                                    + session.host().identity().name() + ", so there is nothing to take over.",
                            "kss start " + session.name())
                    .with("vm", session.name());
        }
    }

    private void requireNoLocalOnlyDisks() throws KssException, HypervisorException {
        for (var disk : session.requireDomain().disks()) {
            if (session.localOnlyDisks().contains(disk.target())) {
                throw new KssException(
                                Reason.UNSUPPORTED_VM,
                                "The disk " + disk.target() + " of " + session.name()
                                        + " is never synchronised, so the running guest can't be moved away from it.",
                                "virsh detach-disk " + session.name() + " " + disk.target() + " --live, then again",
                                "kss stop " + session.name() + ", then kss start " + session.name()
                                        + " on the other host")
                        .with("vm", session.name())
                        .with("disk", disk.target());
            }
        }
    }
}
