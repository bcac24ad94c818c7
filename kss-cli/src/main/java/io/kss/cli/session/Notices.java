package io.kss.cli.session;

import io.kss.cli.render.Human;
import io.kss.cli.terminal.Terminal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Tells the user on standard error what they should know but need not act on. */
@Singleton
public final class Notices {

    private final GlobalOptions options;
    private final Terminal terminal;

    @Inject
    Notices(GlobalOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    /** A whole sentence. */
    public void warn(String message) {
        if (!options.quiet()) {
            terminal.err().println(terminal.errStyle().attention("kss: warning:") + " " + Human.safe(message));
        }
    }
}
