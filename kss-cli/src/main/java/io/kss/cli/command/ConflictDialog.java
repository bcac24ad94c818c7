package io.kss.cli.command;

import io.kss.cli.render.ConflictText;
import io.kss.cli.session.GlobalOptions;
import io.kss.cli.terminal.ProgressPrinter;
import io.kss.cli.terminal.Terminal;
import io.kss.core.Keep;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Asks the person at the terminal how a conflict shall end. Nothing happens without an answer. */
final class ConflictDialog {

    private final GlobalOptions options;
    private final Terminal terminal;
    private final ProgressPrinter progress;
    private final ConflictText text;

    @Inject
    ConflictDialog(GlobalOptions options, Terminal terminal, ProgressPrinter progress, ConflictText text) {
        this.options = options;
        this.terminal = terminal;
        this.progress = progress;
        this.text = text;
    }

    /** Whether there is somebody who can be asked. */
    boolean possible() {
        return terminal.interactive() && !options.json() && !options.quiet();
    }

    /** Empty if the person does not want to decide now. */
    Optional<Keep> ask(VirtualMachine machine, KssException conflict) throws KssException, IOException {
        progress.clear();
        text.lines(conflict.message(), machine.status()).forEach(terminal.err()::println);
        while (true) {
            String answer = terminal.ask("Keep which side? [l]ocal, [r]emote, [b]oth, [c]ancel: ");
            if (answer == null) {
                return Optional.empty();
            }
            switch (answer.strip().toLowerCase(Locale.ROOT)) {
                case "l", "local" -> {
                    return Optional.of(Keep.LOCAL);
                }
                case "r", "remote" -> {
                    return Optional.of(Keep.REMOTE);
                }
                case "b", "both" -> {
                    return Optional.of(Keep.BOTH);
                }
                case "c", "cancel", "q" -> {
                    return Optional.empty();
                }
                default -> terminal.err().println("Please answer local, remote, both or cancel.");
            }
        }
    }

    /** How it went; standard output is for the start's own result. */
    void tell(List<String> lines) {
        progress.clear();
        lines.forEach(terminal.err()::println);
    }
}
