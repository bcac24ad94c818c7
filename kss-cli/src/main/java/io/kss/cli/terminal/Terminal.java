package io.kss.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where a run writes and reads. Results go to {@link #out}, everything else to {@link #err}. Not thread-safe, apart from
 * the streams.
 */
public final class Terminal {

    private final PrintStream out;
    private final PrintStream err;
    private final BufferedReader in;
    private final TerminalTraits traits;

    public Terminal(PrintStream out, PrintStream err, BufferedReader in, TerminalTraits traits) {
        this.out = out;
        this.err = err;
        this.in = in;
        this.traits = traits;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public TerminalTraits traits() {
        return traits;
    }

    /** Whether a person can be asked. */
    public boolean interactive() {
        return traits.in() && traits.err();
    }

    public Style outStyle() {
        return new Style(traits.out() && traits.colour());
    }

    public Style errStyle() {
        return new Style(traits.err() && traits.colour());
    }

    /** All that standard input has to give. */
    public String input() throws IOException {
        StringWriter text = new StringWriter();
        in.transferTo(text);
        return text.toString();
    }

    /** Asks on standard error; null if there is no answer to come. */
    public @Nullable String ask(String question) throws IOException {
        err.print(question);
        err.flush();
        return in.readLine();
    }
}
