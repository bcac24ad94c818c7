package io.kss.cli.command;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.VerifyReport;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kss verify}. */
@Command(name = "verify", description = "Check the repository; exit code 7 if anything is damaged.")
final class VerifyCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Parameters(paramLabel = "VM", arity = "0..1", description = "Only what this VM needs.", converter = VmName.class)
    private Optional<String> vm = Optional.empty();

    @Option(names = "--deep", description = "Also read every pack and compare every chunk with its hash.")
    private boolean deep;

    @Inject
    VerifyCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        VerifyReport report = session.kss().verify(vm, deep);
        return output.result(
                "verify",
                report.healthy() ? ExitCode.DONE : ExitCode.DAMAGED,
                () -> Results.verify(report),
                () -> text.verify(report));
    }
}
