package io.kss.cli.render;

import io.kss.core.SnapshotView;
import io.kss.core.identity.SnapshotId;
import java.util.ArrayList;
import java.util.List;

/** Snapshots as people read them. */
public final class SnapshotText {

    private final Times times;

    public SnapshotText(Times times) {
        this.times = times;
    }

    /** The beginning of an identity that is enough for people. */
    public static String shortId(SnapshotId id) {
        return id.value().substring(0, 8);
    }

    String time(SnapshotView snapshot) {
        return times.text(snapshot.time());
    }

    /** {@code 1a2b3c4d, desktop, 2026-11-03 18:22, 1.2 GB}. */
    public String line(SnapshotView snapshot) {
        String size = snapshot.dataBytes() == 0 ? "" : ", " + Human.bytes(snapshot.dataBytes());
        return shortId(snapshot.id()) + ", " + Human.safe(snapshot.host()) + ", " + times.text(snapshot.time()) + size;
    }

    /** One line each, in the order given. */
    public List<String> table(List<SnapshotView> snapshots) {
        TextTable table = new TextTable("ID", "HOST", "TIME", ">CHANGED", ">STORED", "WHERE", "LABELS");
        for (SnapshotView snapshot : snapshots) {
            table.row(
                    shortId(snapshot.id()),
                    Human.safe(snapshot.host()),
                    times.text(snapshot.time()),
                    snapshot.dataBytes() == 0 ? "-" : Human.bytes(snapshot.dataBytes()),
                    snapshot.storedBytes() == 0 ? "-" : Human.bytes(snapshot.storedBytes()),
                    where(snapshot),
                    Human.safe(String.join(", ", snapshot.labels())));
        }
        return table.lines();
    }

    private static String where(SnapshotView snapshot) {
        List<String> places = new ArrayList<>();
        if (snapshot.here()) {
            places.add("here");
        }
        if (snapshot.inRepository()) {
            places.add("store");
        }
        return places.isEmpty() ? "-" : String.join("+", places);
    }
}
