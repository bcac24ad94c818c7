package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.ForgetResult;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss forget}. */
@Command(
        name = "forget",
        description = "Stop managing a VM on this host; its disks and the repository stay as they are.")
final class ForgetCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final GoingBackText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(names = "--yes", description = "Also if it has work that was never sent; that stays in its files.")
    private boolean yes;

    @Inject
    ForgetCommand(Session session, Output output, GoingBackText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        ForgetResult result = session.kss().virtualMachine(vm.name()).forget(yes);
        return output.done("forget", () -> Results.forgotten(result), () -> text.forgotten(result));
    }
}
