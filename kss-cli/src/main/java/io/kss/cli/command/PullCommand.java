package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.PullResult;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss pull}. */
@Command(name = "pull", description = "Fetch the newest snapshot, without starting the VM.")
final class PullCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(
            names = "--at",
            paramLabel = "SNAPSHOT",
            description = "Fetch this snapshot, or a branch, instead of the newest, to look at it; a start fetches the"
                    + " newest again.",
            converter = SnapshotName.class)
    private Optional<String> snapshot = Optional.empty();

    @Inject
    PullCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        PullResult result = session.kss().virtualMachine(vm.name()).pull(snapshot);
        return output.done("pull", () -> Results.pull(vm.name(), result), () -> text.pull(vm.name(), result));
    }
}
