package io.kss.core;

import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.Lease;
import io.kss.core.journal.VmState;
import io.kss.core.operation.VmSession;
import io.kss.core.takeover.OtherHost;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.SeenLease;
import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Finds the host on which a VM runs, and its screen there. Takes no lock, and changes nothing. */
final class ScreenSearch {

    private final VmSession session;
    private final StoreLink store;
    private final OtherHosts hosts;

    ScreenSearch(VmSession session, StoreLink store, OtherHosts hosts) {
        this.session = session;
        this.store = store;
        this.hosts = hosts;
    }

    VmScreen find(Optional<String> on) throws KssException, HypervisorException, IOException {
        if (on.isPresent()) {
            return there(hosts.named(on.get()));
        }
        Optional<Domain> domain = session.domain();
        if (domain.isPresent() && domain.get().state().active()) {
            return new VmScreen(Optional.empty(), some(displays().of(session.name()), "this host"));
        }
        return there(hosts.named(holder(domain)));
    }

    /** By the journal; if the store is away, by what was seen of it last. */
    private String holder(Optional<Domain> domain) throws KssException, IOException {
        Seen seen = Seen.look(store, session);
        if (seen.problem().isPresent()) {
            return holderSeenLast(seen.problem().get());
        }
        if (seen.state().isEmpty() && domain.isEmpty()) {
            throw new KssException(
                            Reason.NO_SUCH_VM,
                            "There is no VM " + session.name() + ", neither here nor in the repository.",
                            "kss status shows those there are")
                    .with("vm", session.name());
        }
        Optional<Lease> lease = seen.state().flatMap(VmState::lease);
        if (lease.isEmpty()) {
            throw runsNowhere("no host holds its lease");
        }
        boolean ours = session.local()
                .map(vm -> vm.tokens().contains(lease.get().token()))
                .orElse(false);
        if (ours) {
            throw runsNowhere("this host holds its lease, but it is off");
        }
        return lease.get().host().name();
    }

    private String holderSeenLast(String problem) throws KssException {
        Optional<SeenLease> lease = session.local().flatMap(LocalVm::seenLease);
        if (lease.isEmpty()) {
            throw new KssException(
                            Reason.STORE_UNAVAILABLE,
                            "Which host has " + session.name() + " can't be found out. " + problem,
                            "kss view " + session.name() + " --on HOST asks that host, whatever the store knows")
                    .with("vm", session.name());
        }
        if (lease.get().ours()) {
            throw runsNowhere("this host holds its lease, but it is off");
        }
        return lease.get().hostName();
    }

    private KssException runsNowhere(String why) {
        return new KssException(
                        Reason.WRONG_VM_STATE,
                        "The VM " + session.name() + " runs nowhere that kss knows of: " + why + ".",
                        "kss start " + session.name(),
                        "kss view " + session.name() + " --on HOST, if it was started there by another tool")
                .with("vm", session.name());
    }

    private VmScreen there(OtherHost host) throws KssException {
        try {
            List<Display> displays = displays().at(host.hypervisor(), session.name());
            return new VmScreen(Optional.of(host), some(displays, host.name()));
        } catch (HypervisorException e) {
            throw explained(host, e).with("vm", session.name()).with("peer", host.name());
        }
    }

    private KssException explained(OtherHost host, HypervisorException e) {
        return switch (e.reason()) {
            case NO_SUCH_DOMAIN, WRONG_STATE ->
                new KssException(
                        Reason.WRONG_VM_STATE,
                        "The VM " + session.name() + " does not run on " + host.name() + ", where it was looked for.",
                        e,
                        "kss start " + session.name() + ", on " + host.name(),
                        "kss lease " + session.name() + " tells which host has it");
            case UNAVAILABLE, DENIED ->
                new KssException(
                        Reason.PEER_UNREACHABLE,
                        "The hypervisor of " + host.name() + " can't be asked: " + e.getMessage() + ".",
                        e,
                        "check that virsh -c '" + host.hypervisor() + "' list works",
                        "see [peers." + host.name() + "] in the configuration: uri, key-file");
            default -> Failures.of(e);
        };
    }

    private List<Display> some(List<Display> displays, String host) throws KssException {
        if (displays.isEmpty()) {
            throw new KssException(
                            Reason.UNSUPPORTED_VM,
                            "The VM " + session.name() + ", which runs on " + host
                                    + ", has no display that can be reached: no graphics device of the kind vnc or spice.",
                            "add <graphics type='vnc'/> and a <video> device with virsh edit " + session.name()
                                    + ", then kss stop and kss start",
                            "virsh console " + session.name() + ", if its guest uses a serial console")
                    .with("vm", session.name());
        }
        return displays;
    }

    private Displays displays() throws KssException {
        return session.host()
                .hypervisor()
                .displays()
                .orElseThrow(() -> new KssException(
                        Reason.UNSUPPORTED_VM, "This host's hypervisor can't tell where displays can be seen."));
    }
}
