package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.StopOptions;
import io.kss.core.StopResult;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss stop}. */
@Command(name = "stop", description = "Shut the VM down, make a snapshot, send it and give the lease back.")
final class StopCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(names = "--no-push", description = "Send nothing, and keep the lease.")
    private boolean noPush;

    @Option(
            names = "--timeout",
            paramLabel = "T",
            description = "How long the guest may take, e.g. 90s or 5m.",
            converter = TimeoutConverter.class)
    private Optional<Duration> timeout = Optional.empty();

    @Option(names = "--force", description = "Cut the power if the guest has not shut down in time.")
    private boolean force;

    @Inject
    StopCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        StopResult result = session.kss().virtualMachine(vm.name()).stop(new StopOptions(!noPush, timeout, force));
        return output.done("stop", () -> Results.stop(vm.name(), result), () -> text.stop(vm.name(), result));
    }
}
