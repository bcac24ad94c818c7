package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.PushResult;
import io.kss.core.VirtualMachine;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss push}. */
@Command(name = "push", description = "Send every snapshot that the repository lacks.")
final class PushCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(
            names = "--repair",
            description = "Read the local layers again and send whatever the store lost or damaged.")
    private boolean repair;

    @Inject
    PushCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        VirtualMachine machine = session.kss().virtualMachine(vm.name());
        PushResult result = repair ? machine.repair() : machine.push();
        return output.done(
                "push",
                () -> Results.push(vm.name(), result),
                () -> repair ? text.repair(vm.name(), result) : text.push(vm.name(), result));
    }
}
