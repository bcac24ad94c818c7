package io.kss.core.retention;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.MergeRules;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Decides what a {@link Retention} ends. Pure. */
public final class Thinning {

    private final Retention retention;

    public Thinning(Retention retention) {
        this.retention = retention;
    }

    /** Whether some line is longer, or holds more, than it may. */
    public boolean isDue(VmState state) {
        for (SnapshotId tip : MergeRules.untouchable(state)) {
            List<PublishedSnapshot> line = state.ancestry(tip);
            if (line.size() > retention.maxChain() || withinSize(line) < line.size()) {
                return true;
            }
        }
        return false;
    }

    /** Everything that is to end. */
    public Set<SnapshotId> ending(VmState state) {
        Set<SnapshotId> staying = new HashSet<>(MergeRules.untouchable(state));
        for (SnapshotId tip : MergeRules.untouchable(state)) {
            staying.addAll(staying(state.ancestry(tip)));
        }
        Set<SnapshotId> ending = new HashSet<>(state.snapshots().keySet());
        ending.removeAll(staying);
        return ending;
    }

    /** Of one line, nearest to its tip first. */
    private Set<SnapshotId> staying(List<PublishedSnapshot> line) {
        Set<SnapshotId> counted = new HashSet<>();
        line.stream().limit(retention.keep()).forEach(each -> counted.add(each.id()));
        newestOfEach(line, retention.daily(), Thinning::day, counted);
        newestOfEach(
                line,
                retention.weekly(),
                time -> day(time).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
                counted);
        newestOfEach(line, retention.monthly(), time -> YearMonth.from(day(time)), counted);
        Set<SnapshotId> staying = new LinkedHashSet<>();
        line.stream()
                .limit(withinSize(line))
                .map(PublishedSnapshot::id)
                .filter(counted::contains)
                .limit(retention.maxChain())
                .forEach(staying::add);
        return staying;
    }

    private static <P> void newestOfEach(
            List<PublishedSnapshot> line, int periods, Function<Instant, P> period, Set<SnapshotId> staying) {
        Set<P> seen = new HashSet<>();
        for (PublishedSnapshot snapshot : line) {
            if (seen.size() == periods) {
                return;
            }
            if (seen.add(period.apply(snapshot.time()))) {
                staying.add(snapshot.id());
            }
        }
    }

    /** How many of the newest fit; the oldest of them takes over what is below and therefore does not count. */
    private int withinSize(List<PublishedSnapshot> line) {
        long most = retention.maxBytes().orElse(Long.MAX_VALUE);
        long bytes = 0;
        int count = 0;
        for (PublishedSnapshot snapshot : line) {
            count++;
            bytes += snapshot.dataBytes();
            if (bytes > most && count < line.size()) {
                return count;
            }
        }
        return line.size();
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
