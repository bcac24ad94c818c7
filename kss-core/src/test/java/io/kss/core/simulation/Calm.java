package io.kss.core.simulation;

import io.kss.core.Keep;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Domain;
import java.util.Optional;
import java.util.Set;

/**
 * The end of a simulation: nothing fails any more, and with the ways out that kss itself tells, every host gets to a
 * working state, and the VM from host to host.
 */
final class Calm {

    private static final int ROUNDS = 5;

    /** Why a VM does not come to a host where no takeover is left half done. */
    private static final Set<Reason> TRY_ANOTHER_WAY =
            Set.of(Reason.WRONG_VM_STATE, Reason.LEASED_ELSEWHERE, Reason.DIVERGED, Reason.NO_SUCH_VM);

    private final Simulation simulation;

    Calm(Simulation simulation) {
        this.simulation = simulation;
    }

    void settle() throws Exception {
        simulation.note("calm");
        simulation.endTrouble();
        for (String vm : simulation.vms()) {
            if (simulation.random().nextBoolean()) {
                finishTakeovers(vm);
            }
            stopEverywhere(vm);
            for (int round = 0; round < ROUNDS; round++) {
                for (SimulatedHost host : simulation.hosts()) {
                    if (host.domain(vm).isPresent()) {
                        send(host, vm);
                    }
                }
            }
            for (SimulatedHost host : simulation.hosts()) {
                must(host, new Command.Pull(vm, Optional.empty()));
                // Going back that lost the store where the VM was not defined left a lease there.
                must(host, new Command.Push(vm, false));
            }
            requireSame(vm);
            handOver(vm);
        }
    }

    /** A takeover that was cut short ends by being asked for again: with the VM on one host or the other. */
    private void finishTakeovers(String vm) throws Exception {
        for (SimulatedHost host : simulation.hosts()) {
            Optional<String> from = simulation.model().comesFrom(host, vm);
            if (from.isPresent()) {
                takeOverAgain(host, vm, from.get());
            }
        }
    }

    private void takeOverAgain(SimulatedHost host, String vm, String from) throws Exception {
        for (SimulatedHost other : simulation.hosts()) {
            if (other.name.equals(from)) {
                Task again = simulation.takeOver(host, vm, other, Trouble.NONE, Trouble.NONE, PeerLink.Cut.NEVER);
                Optional<Reason> refused = again.refused();
                Model.require(
                        simulation.model().comesFrom(host, vm).isEmpty(),
                        "a takeover of " + vm + " is not over on " + host + " when it was asked for again: "
                                + again.explanation());
                Model.require(
                        refused.isEmpty() || TRY_ANOTHER_WAY.contains(refused.get()),
                        "takeover of " + vm + " by " + host + " in calm weather: " + again.explanation());
            }
        }
    }

    private void stopEverywhere(String vm) throws Exception {
        for (SimulatedHost host : simulation.hosts()) {
            Optional<Domain> domain = host.domain(vm);
            if (domain.isPresent() && domain.get().managedSave()) {
                host.machine.virshStart(vm);
            }
            if (domain.isPresent()) {
                host.machine.virshDestroy(vm);
            }
        }
    }

    private void send(SimulatedHost host, String vm) throws Exception {
        Task push = simulation.perform(host, new Command.Push(vm, false), Trouble.NONE);
        Optional<Reason> refused = push.refused();
        Optional<String> to = simulation.model().leavesFor(host, vm);
        if (refused.equals(Optional.of(Reason.LEASED_ELSEWHERE)) && to.isPresent()) {
            for (SimulatedHost other : simulation.hosts()) {
                if (other.name.equals(to.get())) {
                    Task unused = simulation.takeOver(other, vm, host, Trouble.NONE, Trouble.NONE, PeerLink.Cut.NEVER);
                }
            }
            push = simulation.perform(host, new Command.Push(vm, false), Trouble.NONE);
            refused = push.refused();
        }
        if (refused.equals(Optional.of(Reason.DIVERGED))) {
            Keep keep = simulation.random().nextBoolean() ? Keep.LOCAL : Keep.REMOTE;
            Task resolve = simulation.perform(host, new Command.Resolve(vm, keep), Trouble.NONE);
            refused = resolve.refused().filter(reason -> reason != Reason.LEASED_ELSEWHERE);
        }
        Model.require(refused.isEmpty(), "push of " + vm + " on " + host + " in calm weather: " + push.explanation());
    }

    private void handOver(String vm) throws Exception {
        SimulatedHost from = null;
        for (SimulatedHost host : simulation.hosts()) {
            must(host, new Command.Start(vm, false, false, false));
            if (from != null) {
                requireSame(vm, from, host);
            }
            simulation.write(host, vm);
            must(host, new Command.Stop(vm, true, true));
            from = host;
        }
    }

    private void must(SimulatedHost host, Command command) throws Exception {
        Task task = simulation.perform(host, command, Trouble.NONE);
        Model.require(task.succeeded(), command + " on " + host + " in calm weather: " + task.explanation());
    }

    private void requireSame(String vm) throws Exception {
        SimulatedHost first = simulation.hosts().get(0);
        for (SimulatedHost other : simulation.hosts()) {
            requireSame(vm, first, other);
        }
    }

    private void requireSame(String vm, SimulatedHost one, SimulatedHost other) {
        Content here = simulation.model().guest(one, vm).orElseThrow().content();
        Content there = simulation.model().guest(other, vm).orElseThrow().content();
        Model.require(here.equals(there), vm + " is " + here + " on " + one + " and " + there + " on " + other);
    }
}
