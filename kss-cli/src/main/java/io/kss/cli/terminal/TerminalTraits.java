package io.kss.cli.terminal;

import java.util.Map;

/**
 * What is connected to the standard streams.
 *
 * @param in whether standard input is a terminal
 * @param out whether standard output is
 * @param err whether standard error is
 * @param colour whether colours are wanted where there is a terminal
 * @param width characters per line of a terminal
 */
public record TerminalTraits(boolean in, boolean out, boolean err, boolean colour, int width) {

    /** Nothing is a terminal. */
    public static final TerminalTraits NONE = new TerminalTraits(false, false, false, false, 80);

    private static final int MIN_WIDTH = 40;
    private static final int MAX_WIDTH = 500;

    /**
     * Takes the launcher's word, which can tell for each stream apart: {@code kss.terminal}, e.g. {@code in,err}, and
     * {@code kss.columns}. The JVM itself can't; without the launcher nothing counts as a terminal.
     */
    public static TerminalTraits detect(Map<String, String> environment) {
        boolean colour = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        String told = System.getProperty("kss.terminal", "");
        return new TerminalTraits(told.contains("in"), told.contains("out"), told.contains("err"), colour, columns());
    }

    private static int columns() {
        Integer columns = Integer.getInteger("kss.columns");
        return columns == null || columns < MIN_WIDTH ? 80 : Math.min(columns, MAX_WIDTH);
    }
}
