package io.kss.cli.command;

import io.kss.cli.session.GlobalOptions;
import io.kss.cli.terminal.ProgressPrinter;
import io.kss.cli.terminal.Terminal;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Asks the person at the terminal whether something that can't be undone is meant. */
final class Confirmation {

    private final GlobalOptions options;
    private final Terminal terminal;
    private final ProgressPrinter progress;

    @Inject
    Confirmation(GlobalOptions options, Terminal terminal, ProgressPrinter progress) {
        this.options = options;
        this.terminal = terminal;
        this.progress = progress;
    }

    /** Whether somebody said yes; nobody did if nobody can be asked. */
    boolean given(List<String> facts, String question) throws IOException {
        if (!terminal.interactive() || options.json() || options.quiet()) {
            return false;
        }
        progress.clear();
        facts.forEach(terminal.err()::println);
        String answer = terminal.ask(question + " [y/N]: ");
        return answer != null && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
    }
}
