package io.kss.core.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ThinningTest {

    private static final Instant MONDAY = Instant.parse("2026-06-01T12:00:00Z");
    private static final HostIdentity HOST = new HostIdentity(new HostId("0".repeat(32)), "desktop");

    private final Map<SnapshotId, PublishedSnapshot> snapshots = new HashMap<>();
    private final Map<String, SnapshotId> branches = new HashMap<>();
    private Optional<SnapshotId> leaseBase = Optional.empty();
    private int head;

    @Test
    void onlyTheNewestStay() {
        line(10, Duration.ofHours(1));
        assertThat(staying(new Retention(3, 0, 0, 0, 30, OptionalLong.empty()))).containsExactly(8, 9, 10);
    }

    @Test
    void theNewestOfEachDayStays() {
        line(10, Duration.ofHours(8));
        // Three a day from noon on: 1 2 | 3 4 5 | 6 7 8 | 9 10
        assertThat(staying(new Retention(1, 3, 0, 0, 30, OptionalLong.empty()))).containsExactly(5, 8, 10);
    }

    @Test
    void weeksBeginOnMonday() {
        line(16, Duration.ofDays(1));
        // Sundays are 7 and 14.
        assertThat(staying(new Retention(1, 0, 4, 0, 30, OptionalLong.empty()))).containsExactly(7, 14, 16);
    }

    @Test
    void theNewestOfEachMonthStays() {
        line(70, Duration.ofDays(1));
        assertThat(staying(new Retention(1, 0, 0, 3, 30, OptionalLong.empty()))).containsExactly(30, 61, 70);
    }

    @Test
    void wrongClocksNeverChangeTheOrder() {
        line(5, Duration.ofDays(-400));
        assertThat(staying(new Retention(2, 0, 0, 0, 30, OptionalLong.empty()))).containsExactly(4, 5);
    }

    @Test
    void sizeIsMeasuredAboveTheOldestThatStays() {
        line(10, Duration.ofHours(1));
        Retention retention = new Retention(10, 0, 0, 0, 30, OptionalLong.of(30));
        assertThat(staying(retention)).containsExactly(7, 8, 9, 10);
        assertThat(new Thinning(retention).isDue(state())).isTrue();
        assertThat(new Thinning(new Retention(10, 0, 0, 0, 30, OptionalLong.of(100))).isDue(state()))
                .isFalse();
    }

    @Test
    void noLineIsLongerThanItMayBe() {
        line(40, Duration.ofHours(1));
        assertThat(staying(new Retention(40, 0, 0, 0, 12, OptionalLong.empty())))
                .hasSize(12);
        assertThat(new Thinning(Retention.DEFAULT).isDue(state())).isTrue();
        assertThat(staying(Retention.DEFAULT).size()).isLessThanOrEqualTo(Retention.DEFAULT.maxChain());
    }

    @Test
    void p2TipsAndTheBaseOfALeaseStay() {
        line(10, Duration.ofHours(1));
        branches.put("side", id(4));
        leaseBase = Optional.of(id(6));
        assertThat(staying(new Retention(1, 0, 0, 0, 30, OptionalLong.empty()))).containsExactly(4, 6, 10);
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(0, 0, 0, 0, 30, OptionalLong.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(1, 0, 0, 0, 1, OptionalLong.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retention(1, 0, 0, 0, 151, OptionalLong.empty()));
    }

    private void line(int count, Duration apart) {
        for (int i = 1; i <= count; i++) {
            Optional<SnapshotId> parent = i == 1 ? Optional.empty() : Optional.of(id(i - 1));
            snapshots.put(
                    id(i),
                    new PublishedSnapshot(
                            id(i), parent, "f".repeat(64), HOST, MONDAY.plus(apart.multipliedBy(i - 1)), 10, 5));
        }
        head = count;
    }

    private Set<Integer> staying(Retention retention) {
        Set<SnapshotId> ending = new Thinning(retention).ending(state());
        return snapshots.keySet().stream()
                .filter(id -> !ending.contains(id))
                .map(id -> Integer.parseInt(id.value()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private VmState state() {
        return new VmState(
                new VmId("a".repeat(32)),
                "daily",
                1,
                "hash",
                Optional.of(id(head)),
                branches,
                snapshots,
                Map.of(),
                leaseBase.map(base -> new Lease("token", HOST, MONDAY, 1, Optional.of(base))),
                Optional.empty(),
                0);
    }

    private static SnapshotId id(int number) {
        return new SnapshotId(String.format("%032d", number));
    }
}
