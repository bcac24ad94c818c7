package io.kss.core;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.operation.GoingOn;
import io.kss.core.operation.Host;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.VmSession;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out how a VM stands. Takes no lock: it may run beside a push that takes minutes. */
final class StatusReport {

    private final Host host;
    private final StoreLink store;
    private final String name;
    private final VmSettings settings;

    StatusReport(Host host, StoreLink store, String name, VmSettings settings) {
        this.host = host;
        this.store = store;
        this.name = name;
        this.settings = settings;
    }

    VmStatus make() throws KssException, HypervisorException, IOException {
        VmSession session = VmSession.looking(host, name, settings.localOnlyDisks());
        Optional<Domain> domain = session.domain();
        Inspection inspection = new Inspection(session);
        Seen seen = Seen.look(store, session);
        List<String> obstacles = new ArrayList<>();
        domain.ifPresent(found -> obstacles.addAll(found.obstacles()));
        if (domain.map(Domain::managedSave).orElse(false)) {
            obstacles.add("It has a managed save: start it with virsh start " + name
                    + ", or give the saved memory up with" + " virsh managedsave-remove " + name + ".");
        }
        Optional<KssException> stopped = stopped(session, domain);
        stopped.ifPresent(why ->
                obstacles.add(why.message() + " Way out: " + why.waysOut().get(0) + "."));
        seen.state()
                .flatMap(VmState::takeover)
                .ifPresent(takeover -> obstacles.add("It is on its way to "
                        + takeover.to().name() + " since " + takeover.since()
                        + "; if nothing moves any more, kss takeover " + name + " on "
                        + takeover.to().name() + " goes on."));
        boolean unsealed = inspection.unsealed(domain);
        Comparison comparison = Comparison.of(session.local(), unsealed, seen.state());
        Relation relation = seen.problem().isPresent() ? Relation.UNKNOWN : comparison.relation();
        SnapshotViews views = new SnapshotViews(session.local(), seen.state());
        List<SnapshotView> unsent = (seen.problem().isPresent()
                        ? session.local().stream()
                                .flatMap(vm -> vm.chain().line().stream())
                                .filter(snapshot -> !snapshot.sent())
                        : comparison.unsent().stream())
                .map(snapshot -> views.view(snapshot.id()))
                .toList();
        Optional<Suspended> suspended = suspended(session.local(), seen.state(), domain, views);
        Optional<Lease> lease = seen.state().flatMap(VmState::lease);
        boolean ours = lease.isPresent()
                && session.local()
                        .map(vm -> vm.tokens().contains(lease.get().token()))
                        .orElse(false);
        return new VmStatus(
                name,
                domain.map(Domain::state),
                session.local().isPresent(),
                relation,
                views.view(seen.state().flatMap(VmState::head)),
                views.view(session.local().map(LocalVm::chain).flatMap(chain -> chain.base())),
                unsent,
                unsealed,
                inspection.unsealedBytes(),
                lease,
                ours,
                seen.state()
                        .map(state ->
                                state.branches().keySet().stream().sorted().toList())
                        .orElse(List.of()),
                seen.problem(),
                obstacles,
                session.workspace().marks().background(),
                suspended,
                stopped.isPresent()
                        ? stopped.get().waysOut()
                        : NextSteps.of(
                                name,
                                domain.map(Domain::state),
                                relation,
                                lease,
                                ours,
                                unsealed || !unsent.isEmpty(),
                                suspended.isPresent()));
    }

    private static Optional<KssException> stopped(VmSession session, Optional<Domain> domain)
            throws HypervisorException {
        boolean held = domain.map(Domain::state).equals(Optional.of(RunState.HELD));
        return held ? new GoingOn(session).whyStopped() : Optional.empty();
    }

    /** By the repository if it can be asked, else by what this host knows. */
    private static Optional<Suspended> suspended(
            Optional<LocalVm> local, Optional<VmState> state, Optional<Domain> domain, SnapshotViews views) {
        if (domain.map(found -> found.state().active()).orElse(false)) {
            return Optional.empty();
        }
        Optional<LocalMemory> here = local.flatMap(LocalVm::usableMemory);
        Optional<PublishedSnapshot> there = state.flatMap(found -> found.suspended()
                .flatMap(id -> Optional.ofNullable(found.snapshots().get(id))));
        if (there.isPresent() && !here.map(LocalMemory::snapshot).equals(there.map(PublishedSnapshot::id))) {
            return there.map(snapshot -> new Suspended(views.view(snapshot.id()), snapshot.memoryBytes(), false));
        }
        return here.map(memory -> new Suspended(
                views.view(memory.snapshot()), memory.bytes(), memory.file().isPresent()));
    }
}
