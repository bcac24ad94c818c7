package io.kss.cli.command;

import io.kss.cli.config.ByteRate;
import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.Peer;
import io.kss.cli.failure.ExitCode;
import io.kss.cli.json.Results;
import io.kss.cli.peer.RemoteGiving;
import io.kss.cli.render.TakeoverText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.TakeoverOptions;
import io.kss.core.TakeoverOutlook;
import io.kss.core.TakeoverResult;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.Lease;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.MoveObstacle;
import io.kss.spi.hypervisor.RunState;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss takeover}. */
@Command(
        name = "takeover",
        description = "Move the VM here while it runs on another host, without stopping it; the lease comes along.")
final class TakeoverCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(names = "--from", paramLabel = "HOST", description = "The host that has it; default: the lease's holder.")
    private Optional<String> from = Optional.empty();

    @Option(names = "--check", description = "Only tell what would be in the way.")
    private boolean check;

    @Option(
            names = "--bandwidth",
            paramLabel = "RATE",
            description = "How much may cross from host to host, e.g. 50MB/s.")
    private Optional<String> bandwidth = Optional.empty();

    @Option(
            names = "--post-copy",
            description =
                    "Let the guest go on here when its memory has crossed once, and bring the rest as it needs it.")
    private boolean postCopy;

    @Option(names = "--tied", hidden = true, description = "End when standard input does.")
    private boolean tied;

    @Inject
    TakeoverCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        if (tied) {
            tie(Thread.currentThread());
        }
        OptionalLong rate = rate();
        VirtualMachine machine = session.kss().virtualMachine(vm.name());
        if (machine.status().leaseIsOurs() && !(machine.isSplit() && from.isPresent())) {
            return alreadyHere(machine);
        }
        if (postCopy && !check) {
            output.warning(TakeoverText.postCopy(vm.name()));
        }
        Peer peer = Peers.named(session.configuration(), from.isPresent() ? from.get() : holder(machine));
        try (RemoteGiving giving = new RemoteGiving(peer, vm.name())) {
            OtherHost other = new OtherHost(peer.name(), peer.hypervisor(), giving.reachedAt());
            if (check) {
                TakeoverOutlook outlook = machine.foreseeTakeover(other, giving, rate);
                boolean blocked = outlook.findings().stream().anyMatch(MoveObstacle::blocking);
                return output.result(
                        "takeover",
                        blocked ? ExitCode.of(Reason.WRONG_VM_STATE) : ExitCode.DONE,
                        () -> Results.takeoverCheck(vm.name(), peer.name(), outlook),
                        () -> TakeoverText.check(vm.name(), peer.name(), outlook));
            }
            if (!isHere(machine)) {
                refuse(machine.examineTakeover(other));
            }
            TakeoverResult result = machine.takeOver(other, giving, new TakeoverOptions(rate, postCopy));
            return output.done(
                    "takeover", () -> Results.takeover(vm.name(), result), () -> TakeoverText.done(vm.name(), result));
        }
    }

    /** Whoever repeats a takeover that did its work need not know that; one that stands still for lack of room goes on. */
    private int alreadyHere(VirtualMachine machine) throws KssException, ConfigurationException {
        boolean stoodStill = false;
        if (!check) {
            machine.settleTakeover();
            stoodStill = machine.goOn();
        } else if (!runsHere(machine)) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The lease of " + vm.name() + " is here, but it does not run.",
                            isHere(machine) ? "kss status " + vm.name() + " tells why" : "kss start " + vm.name())
                    .with("vm", vm.name());
        }
        TakeoverResult result =
                new TakeoverResult(session.configuration().settings().hostName(), 0, 0, 0, Duration.ZERO, 0);
        List<String> said = stoodStill ? TakeoverText.goesOn(vm.name()) : TakeoverText.alreadyHere(vm.name());
        return output.done("takeover", () -> Results.takeover(vm.name(), result), () -> said);
    }

    private static boolean isHere(VirtualMachine machine) throws KssException {
        return machine.status().run().filter(RunState::active).isPresent();
    }

    private static boolean runsHere(VirtualMachine machine) throws KssException {
        return machine.status().run().filter(state -> state == RunState.RUNNING).isPresent();
    }

    private static void refuse(List<MoveObstacle> obstacles) throws KssException {
        Optional<MoveObstacle> first =
                obstacles.stream().filter(MoveObstacle::blocking).findFirst();
        if (first.isPresent()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            first.get().what(),
                            first.get().remedy())
                    .with("obstacle", first.get().subject());
        }
    }

    private String holder(VirtualMachine machine) throws KssException {
        Optional<Lease> lease = machine.lease();
        return lease.map(held -> held.host().name())
                .orElseThrow(() -> new KssException(
                                Reason.WRONG_VM_STATE,
                                "No host holds the lease of " + vm.name() + ", so it runs nowhere that kss knows of.",
                                "kss start " + vm.name())
                        .with("vm", vm.name()));
    }

    private OptionalLong rate() throws KssException {
        if (bandwidth.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong parsed = ByteRate.parse(bandwidth.get());
        if (parsed.isEmpty()) {
            throw new KssException(
                    Reason.WRONG_USAGE, "--bandwidth must be " + ByteRate.FORM + ", not \"" + bandwidth.get() + "\".");
        }
        return parsed;
    }

    private static void tie(Thread worker) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nothing is said, only the end matters
                        }
                    } catch (IOException e) {
                        // the same as its end
                    }
                    worker.interrupt();
                },
                "kss-tied");
        thread.setDaemon(true);
        thread.start();
    }
}
