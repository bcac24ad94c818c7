package io.kss.cli.command;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.render.SpeedText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.StoreReport;
import io.kss.core.failure.Reason;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kss store check}. Needs no repository. */
@Command(
        name = "check",
        description = "Show what the configured store can do, and how fast; exit code 2 if it is unfit.")
final class StoreCheckCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Inject
    StoreCheckCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        StoreReport report = session.kss().checkStore();
        return output.result(
                "store check",
                report.fit() ? ExitCode.DONE : ExitCode.of(Reason.STORE_UNFIT),
                () -> Results.checked(report),
                () -> lines(report));
    }

    private List<String> lines(StoreReport report) {
        List<String> lines = new ArrayList<>(text.findings(report.findings()));
        report.speed().ifPresent(speed -> lines.addAll(SpeedText.lines(speed)));
        lines.add(SpeedText.verdict(report));
        return lines;
    }
}
