package io.kss.core.simulation;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order. */
final class Trace {

    private static final int SHOWN = 1000;

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        lines.add(lines.size() + 1 + " " + line);
    }

    int size() {
        return lines.size();
    }

    @Override
    public String toString() {
        int from = Math.max(0, lines.size() - SHOWN);
        return (from > 0 ? "... " + from + " steps before\n" : "")
                + String.join("\n", lines.subList(from, lines.size()));
    }
}
