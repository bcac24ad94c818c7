package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.render.Human;
import io.kss.cli.render.Times;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.VirtualMachine;
import io.kss.core.journal.Lease;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss lease}. */
@Command(name = "lease", description = "Show who may run the VM, since when; break the lease on purpose.")
final class LeaseCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final Times times;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(
            names = "--break",
            description = "End the lease, whoever has it; unsent work of its holder will become a branch.")
    private boolean breakIt;

    @Inject
    LeaseCommand(Session session, Output output, Times times) {
        this.session = session;
        this.output = output;
        this.times = times;
    }

    @Override
    public Integer call() throws Exception {
        VirtualMachine machine = session.kss().virtualMachine(vm.name());
        Optional<Lease> lease = breakIt ? machine.breakLease() : machine.lease();
        return output.done(
                "lease",
                () -> new Fields()
                        .with("vm", vm.name())
                        .with("lease", Results.map(lease, Results::lease))
                        .with("broken", breakIt && lease.isPresent()),
                () -> List.of(
                        Human.safe(vm.name()) + ": " + lease.map(this::line).orElse("nobody holds the lease")));
    }

    private String line(Lease lease) {
        String holder = Human.safe(lease.host().name());
        String since = times.text(lease.since());
        return breakIt
                ? "broke the lease that " + holder + " held since " + since
                : "leased by " + holder + " since " + since;
    }
}
