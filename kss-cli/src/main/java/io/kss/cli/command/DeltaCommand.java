package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.DeltaText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.VmDelta;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss delta}. */
@Command(name = "delta", description = "Show what push or pull would move.")
final class DeltaCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Inject
    DeltaCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        VmDelta delta = session.kss().virtualMachine(vm.name()).delta();
        return output.done("delta", () -> Results.delta(vm.name(), delta), () -> DeltaText.lines(vm.name(), delta));
    }
}
