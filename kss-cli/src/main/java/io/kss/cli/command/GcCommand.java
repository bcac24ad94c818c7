package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.ResultText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.GcReport;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kss gc}. */
@Command(name = "gc", description = "Free what no snapshot in the repository needs any more.")
final class GcCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final ResultText text;

    @Option(names = "--dry-run", description = "Only say what would be freed.")
    private boolean dryRun;

    @Inject
    GcCommand(Session session, Output output, ResultText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        GcReport report = session.kss().collectGarbage(dryRun);
        return output.done("gc", () -> Results.collected(report, dryRun), () -> text.collected(report, dryRun));
    }
}
