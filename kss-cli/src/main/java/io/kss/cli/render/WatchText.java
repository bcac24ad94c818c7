package io.kss.cli.render;

import io.kss.core.PushResult;
import io.kss.core.SnapshotPush;
import io.kss.core.SnapshotView;
import io.kss.core.WatchEvent;
import io.kss.spi.hypervisor.Consistency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Snapshots of running VMs, made and sent, as people read them. */
public final class WatchText {

    private final Times times;
    private final SnapshotText snapshots;
    private final ResultText results;

    public WatchText(Times times) {
        this.times = times;
        this.snapshots = new SnapshotText(times);
        this.results = new ResultText(times);
    }

    /** {@code snapshot 1a2b3c4d, desktop, …}, and what a guest that boots from it finds. */
    public String made(Optional<SnapshotView> snapshot) {
        return snapshot.map(made -> "snapshot " + snapshots.line(made)
                        + made.consistency().map(WatchText::consistency).orElse(""))
                .orElse("nothing changed since the last snapshot");
    }

    public List<String> lines(String vm, SnapshotPush result) {
        List<String> lines = new ArrayList<>();
        lines.add(Human.safe(vm) + ": " + made(result.snapshot()));
        lines.addAll(results.push(vm, result.pushed()));
        return lines;
    }

    /** One line, with the time in front: it may be read much later, in a log. */
    public String line(String vm, WatchEvent event) {
        String start = times.text(event.time()) + " " + Human.safe(vm) + ": ";
        if (event instanceof WatchEvent.Sent sent) {
            return start + sent(sent);
        }
        if (event instanceof WatchEvent.Failed failed) {
            return start + Human.safe(failed.failure().message()) + " Tried again at " + times.text(failed.next())
                    + ".";
        }
        return start + "off; the watch ends";
    }

    private String sent(WatchEvent.Sent event) {
        PushResult pushed = event.result().pushed();
        int ended = event.ended() + pushed.ended();
        return made(event.result().snapshot())
                + (pushed.published().isEmpty()
                        ? ""
                        : "; sent " + Human.bytes(pushed.dataBytes()) + " of changes, "
                                + Human.bytes(pushed.storedBytes()) + " added to the store")
                + (ended == 0 ? "" : "; " + Human.counted(ended, "older snapshot") + " merged into newer ones")
                + (event.mergedHere() == 0
                        ? ""
                        : "; layers of " + Human.counted(event.mergedHere(), "snapshot") + " merged here");
    }

    private static String consistency(Consistency consistency) {
        return switch (consistency) {
            case CLEAN -> "";
            case QUIESCED -> ", file systems frozen by the guest agent";
            case CRASH -> ", as after a power cut: no guest agent froze the file systems";
        };
    }
}
