package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.Keep;
import io.kss.core.ResolveResult;
import io.kss.core.StartOptions;
import io.kss.core.StartResult;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss start}. In a conflict it asks, if there is somebody to ask. */
@Command(name = "start", description = "Take the lease, fetch what is newer, make a snapshot, and start the VM.")
final class StartCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;
    private final ConflictDialog dialog;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(names = "--offline", description = "Start without asking the store.")
    private boolean offline;

    @Option(names = "--no-snapshot", description = "Go on in the active layer that is there.")
    private boolean noSnapshot;

    @Option(names = "--break", description = "End another host's lease first; its unsent work will become a branch.")
    private boolean breakLease;

    @Option(
            names = "--discard-memory",
            description = "Boot a suspended VM from its disks; what was only in its memory is lost.")
    private boolean discardMemory;

    @Inject
    StartCommand(Session session, Output output, ResultText text, ConflictDialog dialog) {
        this.session = session;
        this.output = output;
        this.text = text;
        this.dialog = dialog;
    }

    @Override
    public Integer call() throws Exception {
        VirtualMachine machine = session.kss().virtualMachine(vm.name());
        StartResult result = start(machine, new StartOptions(offline, noSnapshot, breakLease, discardMemory));
        return output.done("start", () -> Results.start(vm.name(), result), () -> text.start(vm.name(), result));
    }

    private StartResult start(VirtualMachine machine, StartOptions options) throws KssException, IOException {
        try {
            return machine.start(options);
        } catch (KssException e) {
            if (e.reason() != Reason.DIVERGED || !dialog.possible()) {
                throw e;
            }
            Optional<Keep> choice = dialog.ask(machine, e);
            if (choice.isEmpty()) {
                throw e;
            }
            ResolveResult resolved = machine.resolve(choice.get());
            dialog.tell(text.resolve(vm.name(), resolved));
            return machine.start(options);
        }
    }
}
