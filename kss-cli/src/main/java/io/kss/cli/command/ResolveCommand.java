package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.Keep;
import io.kss.core.ResolveResult;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss resolve}. */
@Command(name = "resolve", description = "End a conflict; the other side stays as a branch.")
final class ResolveCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(
            names = "--keep",
            required = true,
            paramLabel = "SIDE",
            description = "Which side goes on: local, remote, or both (remote, and the local one as a second VM).",
            converter = KeepConverter.class)
    private Keep keep = Keep.REMOTE;

    @Inject
    ResolveCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        ResolveResult result = session.kss().virtualMachine(vm.name()).resolve(keep);
        return output.done("resolve", () -> Results.resolve(vm.name(), result), () -> text.resolve(vm.name(), result));
    }
}
