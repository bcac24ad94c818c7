package io.kss.cli.render;

import io.kss.cli.view.View;
import java.util.ArrayList;
import java.util.List;

/** How a VM's display is opened. */
public final class ViewText {

    private ViewText() {}

    /** What the user can do by hand. */
    public static List<String> byHand(View view) {
        List<String> lines = new ArrayList<>();
        lines.add(head(view));
        if (!view.tunnel().isEmpty()) {
            lines.add("  tunnel   " + Human.safe(ShellWords.line(view.tunnel())));
        }
        lines.add("  address  " + Human.safe(view.address().orElse("none; " + view.viewerOfLibvirt())));
        if (view.display().password()) {
            lines.add("  It asks for a password; the viewer will.");
        }
        return lines;
    }

    /** While the way stays open. */
    public static String open(View view) {
        return head(view) + "; until Ctrl-C it is at " + view.address().orElse("");
    }

    /** Afterwards. */
    public static List<String> shown(View view) {
        return List.of(head(view) + "; was shown by "
                + view.viewer().map(program -> program.getFileName().toString()).orElse("a viewer"));
    }

    private static String head(View view) {
        return Human.safe(view.vm()) + ": runs on "
                + (view.peer().isPresent() ? Human.safe(view.host()) : "this host") + ", with a "
                + view.display().protocol() + " display";
    }
}
