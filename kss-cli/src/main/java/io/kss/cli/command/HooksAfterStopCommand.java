package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.workspace.BackgroundPush;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss hooks after-stop}: runs in the background when a VM was stopped without kss. */
@Command(name = "after-stop", hidden = true, description = "Seal and send what a VM left that stopped by itself.")
final class HooksAfterStopCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Inject
    HooksAfterStopCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        Optional<BackgroundPush> push = session.kss().hooks().afterStop(vm.name());
        return output.done(
                "hooks after-stop",
                () -> new Fields().with("vm", vm.name()).with("background", Results.map(push, Results::background)),
                () -> push.map(done -> vm.name() + ": " + done.message()).stream()
                        .toList());
    }
}
