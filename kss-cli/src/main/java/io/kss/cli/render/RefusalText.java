package io.kss.cli.render;

import io.kss.cli.failure.Refusal;
import io.kss.cli.terminal.Style;
import java.util.ArrayList;
import java.util.List;

/** A refusal, as people read it: what was found, then each way out on a line of its own. */
public final class RefusalText {

    private final Style style;

    public RefusalText(Style style) {
        this.style = style;
    }

    public List<String> lines(Refusal refusal) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bad("kss:") + " " + Human.safe(refusal.message()));
        if (!refusal.waysOut().isEmpty()) {
            lines.add(refusal.waysOut().size() == 1 ? "Way out:" : "Ways out:");
            refusal.waysOut().forEach(way -> lines.add("  " + Human.safe(way)));
        }
        return lines;
    }
}
