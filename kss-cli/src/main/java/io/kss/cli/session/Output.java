package io.kss.cli.session;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.failure.Refusal;
import io.kss.cli.json.Documents;
import io.kss.cli.json.Fields;
import io.kss.cli.render.RefusalText;
import io.kss.cli.terminal.ProgressPrinter;
import io.kss.cli.terminal.Terminal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;

/** Writes the one outcome of a run: results to standard output, refusals to standard error, or one JSON document. */
@Singleton
public final class Output {

    private final GlobalOptions options;
    private final Terminal terminal;
    private final ProgressPrinter progress;

    @Inject
    Output(GlobalOptions options, Terminal terminal, ProgressPrinter progress) {
        this.options = options;
        this.terminal = terminal;
        this.progress = progress;
    }

    /** Something happened while the work goes on. */
    public void event(String command, Supplier<Fields> json, Supplier<String> text) {
        progress.clear();
        terminal.out().println(options.json() ? Documents.event(command, json.get()) : text.get());
        terminal.out().flush();
    }

    /** What there is to know before the work begins; on standard error. */
    public void warning(List<String> lines) {
        progress.clear();
        lines.forEach(terminal.err()::println);
    }

    /** The work was done. */
    public int done(String command, Supplier<Fields> json, Supplier<List<String>> text) {
        return result(command, ExitCode.DONE, json, text);
    }

    /** The work was done, and what it found is told by the exit code. */
    public int result(String command, ExitCode exit, Supplier<Fields> json, Supplier<List<String>> text) {
        progress.clear();
        if (options.json()) {
            terminal.out().println(Documents.result(command, json.get(), exit));
        } else {
            text.get().forEach(terminal.out()::println);
        }
        terminal.out().flush();
        return exit.code();
    }

    /** The work was not done. */
    public int refused(Refusal refusal) {
        return refused(refusal, options.json());
    }

    /** The same where the options may not have been understood. */
    public int refused(Refusal refusal, boolean json) {
        progress.clear();
        if (json) {
            terminal.out().println(Documents.refused(refusal));
            terminal.out().flush();
        } else {
            new RefusalText(terminal.errStyle()).lines(refusal).forEach(terminal.err()::println);
        }
        return refusal.exit().code();
    }
}
