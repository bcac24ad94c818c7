package io.kss.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kss.core.identity.SnapshotId;
import io.kss.spi.tck.storage.MemoryStore;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots that end as restore points, in the journal: rule P2. */
class MergedTest {

    private static final String ANEW = "e".repeat(64);

    private final MemoryStore store = new MemoryStore();
    private final Host host = new Host(store.connect(), "desktop", 1);

    @BeforeEach
    void publishALineOfFourAndABranch() throws Exception {
        host.create();
        host.acquire("t1");
        host.publish(Host.snapshot(1), null, "t1", false);
        host.publish(Host.snapshot(2), Host.snapshot(1), "t1", false);
        host.publish(Host.snapshot(3), Host.snapshot(2), "t1", false);
        host.publish(Host.snapshot(4), Host.snapshot(3), "t1", true);
        branch(5, 2, "side");
    }

    @Test
    void p2EndedSnapshotsStayKnownAndTheOthersStandOnTheNearestSurvivor() throws Exception {
        VmState state = host.commit(merged(List.of(2, 3), revision(4, 1), revision(5, 1)));
        assertThat(state.snapshots()).containsOnlyKeys(Host.snapshot(1), Host.snapshot(4), Host.snapshot(5));
        assertThat(state.merged()).containsOnlyKeys(Host.snapshot(2), Host.snapshot(3));
        assertThat(line(state, 4)).containsExactly(Host.snapshot(4), Host.snapshot(1));
        assertThat(line(state, 3)).containsExactly(Host.snapshot(3), Host.snapshot(2), Host.snapshot(1));
        assertThat(state.snapshots().get(Host.snapshot(4)).manifest()).isEqualTo(ANEW);
        assertThat(state.snapshots().get(Host.snapshot(4)).storedBytes()).isEqualTo(8);
    }

    @Test
    void p2TheFirstSnapshotCanEnd() throws Exception {
        VmState state = host.commit(merged(List.of(1), revision(2, null)));
        assertThat(line(state, 2)).containsExactly(Host.snapshot(2));
    }

    @Test
    void p2HeadsTipsAndTheBaseOfALeaseNeverEnd() throws Exception {
        refused(merged(List.of(4)));
        refused(merged(List.of(5)));
        host.acquire("t2");
        host.publish(Host.snapshot(6), Host.snapshot(4), "t2", false);
        refused(merged(List.of(4), revision(6, 3)));
        host.commit(new Event.LeaseReleased("t2"));
        assertThat(host.commit(merged(List.of(4), revision(6, 3))).merged()).containsOnlyKeys(Host.snapshot(4));
    }

    @Test
    void p2EverythingThatStoodOnAnEndedSnapshotIsDescribedAnew() {
        refused(merged(List.of(2), revision(3, 1)));
        refused(merged(List.of(2), revision(3, 1), revision(5, 2)));
        refused(merged(List.of(2), revision(3, 1), revision(5, 1), revision(4, 3)));
        refused(merged(List.of(2), revision(3, 1), revision(5, 1), revision(5, 1)));
        refused(merged(List.of()));
        refused(merged(List.of(2, 2), revision(3, 1), revision(5, 1)));
        refused(merged(List.of(9)));
    }

    @Test
    void p2EndedSnapshotIsNeverPublishedAgainAndNothingNewStandsOnIt() throws Exception {
        host.commit(merged(List.of(3), revision(4, 2)));
        assertThatIllegalStateException().isThrownBy(() -> branch(3, 2, "again"));
        assertThatIllegalStateException().isThrownBy(() -> branch(7, 3, "late"));
        assertThat(branch(7, 2, "late").branches()).containsEntry("late", Host.snapshot(7));
    }

    @Test
    void endedSnapshotIsForgottenWithWhatItStoodOn() throws Exception {
        branch(6, 5, "side");
        branch(7, 6, "side");
        host.commit(merged(List.of(6), revision(7, 5)));
        VmState state = host.commit(new Event.BranchDeleted("side"));
        assertThat(state.snapshots()).hasSize(4);
        assertThat(state.merged()).isEmpty();
    }

    @Test
    void checkpointsCarryWhatEnded() throws Exception {
        host.commit(merged(List.of(2, 3), revision(4, 1), revision(5, 1)));
        VmState state = host.journal().read();
        for (long fence = 1; state.number() < 130; fence++) {
            state = host.commit(new Event.GcFence(fence));
        }
        Journal other = new Host(store.connect(), "laptop", 2).journal();
        assertThat(other.read()).isEqualTo(state);
        assertThat(other.replay(entry -> {})).isEqualTo(state);
        assertThat(StateCodec.read(StateCodec.write(state), Host.VM)).isEqualTo(state);
    }

    private void refused(Event.Merged event) {
        assertThatIllegalStateException().isThrownBy(() -> host.commit(event));
    }

    private static Event.Merged merged(List<Integer> gone, Revision... revisions) {
        return new Event.Merged(gone.stream().map(Host::snapshot).toList(), Arrays.asList(revisions));
    }

    private static Revision revision(int snapshot, Integer parent) {
        return new Revision(Host.snapshot(snapshot), Optional.ofNullable(parent).map(Host::snapshot), ANEW, 20, 8);
    }

    private static List<SnapshotId> line(VmState state, int snapshot) {
        return state.ancestry(Host.snapshot(snapshot)).stream()
                .map(PublishedSnapshot::id)
                .toList();
    }

    private VmState branch(int snapshot, int parent, String name) throws Exception {
        return host.commit(new Event.Published(
                host.snapshot(Host.snapshot(snapshot), Optional.of(Host.snapshot(parent))),
                Optional.of(name),
                Optional.empty(),
                false));
    }
}
