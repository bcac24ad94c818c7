package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.SuspendResult;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss suspend}. */
@Command(
        name = "suspend",
        description = "Save the running VM's memory with a snapshot, send both and give the lease back.")
final class SuspendCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Inject
    SuspendCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        SuspendResult result = session.kss().virtualMachine(vm.name()).suspend();
        return output.done("suspend", () -> Results.suspend(vm.name(), result), () -> text.suspend(vm.name(), result));
    }
}
