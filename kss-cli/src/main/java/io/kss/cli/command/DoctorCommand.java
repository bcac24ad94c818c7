package io.kss.cli.command;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.Finding;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kss doctor}. */
@Command(name = "doctor", description = "Check this host; exit code 8 if something is in the way.")
final class DoctorCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Inject
    DoctorCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                Finding.Level.OK,
                "configuration",
                "Read from " + session.configuration().file() + ".",
                Optional.empty()));
        findings.addAll(session.kss().examine());
        boolean problems = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM);
        return output.result(
                "doctor",
                problems ? ExitCode.WRONG_STATE : ExitCode.DONE,
                () -> new Fields().with("findings", Results.list(findings, Results::finding)),
                () -> text.findings(findings));
    }
}
