package io.kss.core.examine;

import io.kss.core.failure.KssException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is to be said. Not thread-safe. */
public final class Remarks {

    private final List<Remark> all = new ArrayList<>();

    /** Nothing has been said yet. */
    public Remarks() {}

    /** All of them, in the order in which they were made. */
    public List<Remark> all() {
        return List.copyOf(all);
    }

    /** Something is as it should be. */
    public void ok(String subject, String message) {
        all.add(new Remark(Remark.Level.OK, subject, message, Optional.empty()));
    }

    /** Something should be known, but keeps nobody from working. */
    public void warning(String subject, String message, String wayOut) {
        all.add(new Remark(Remark.Level.WARNING, subject, message, Optional.of(wayOut)));
    }

    /** Something is in the way. */
    public void problem(String subject, String message, String wayOut) {
        all.add(new Remark(Remark.Level.PROBLEM, subject, message, Optional.of(wayOut)));
    }

    /** What kept us from looking. */
    public void problem(String subject, KssException refusal) {
        Optional<String> wayOut =
                refusal.waysOut().isEmpty() ? Optional.empty() : Optional.of(String.join("; or ", refusal.waysOut()));
        all.add(new Remark(Remark.Level.PROBLEM, subject, refusal.message(), wayOut));
    }

    /** Whether nothing but good was said since there were that many. */
    boolean isFineSince(int before) {
        return all.stream().skip(before).allMatch(remark -> remark.level() == Remark.Level.OK);
    }

    int count() {
        return all.size();
    }
}
