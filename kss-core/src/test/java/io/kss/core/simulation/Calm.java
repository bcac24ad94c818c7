package io.kss.core.simulation;

import io.kss.core.Keep;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Domain;
import java.util.Optional;

/**
 * The end of a simulation: nothing fails any more, and with the ways out that kss itself tells, every host gets to a
 * working state, and the VM from host to host.
 */
final class Calm {

    private static final int ROUNDS = 5;

    private final Simulation simulation;

    Calm(Simulation simulation) {
        this.simulation = simulation;
    }

    void settle() throws Exception {
        simulation.note("calm");
        simulation.endTrouble();
        for (String vm : simulation.vms()) {
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
            }
            requireSame(vm);
            handOver(vm);
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
