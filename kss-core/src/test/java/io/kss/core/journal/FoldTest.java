package io.kss.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FoldTest {

    private final MemoryStore store = new MemoryStore();
    private final Host host = new Host(store.connect(), "desktop", 1);

    @BeforeEach
    void publishTwoSnapshots() throws Exception {
        host.create();
        host.acquire("t1");
        host.publish(Host.snapshot(1), null, "t1", false);
        host.publish(Host.snapshot(2), Host.snapshot(1), "t1", true);
    }

    @Test
    void releasingPublishEndsTheLease() throws Exception {
        VmState state = host.journal().read();
        assertThat(state.name()).isEqualTo("gaming");
        assertThat(state.lease()).isEmpty();
        assertThat(state.head()).contains(Host.snapshot(2));
        assertThat(state.ancestry(Host.snapshot(2)))
                .extracting(PublishedSnapshot::id)
                .containsExactly(Host.snapshot(2), Host.snapshot(1));
    }

    @Test
    void branchIsCreatedAndMovedOn() throws Exception {
        branch(3, 1, "x");
        VmState state = branch(4, 3, "x");
        assertThat(state.branches()).isEqualTo(Map.of("x", Host.snapshot(4)));
        assertThat(state.head()).contains(Host.snapshot(2));
    }

    @Test
    void branchDoesNotJump() throws Exception {
        branch(3, 1, "x");
        assertThatIllegalStateException().isThrownBy(() -> branch(4, 1, "x"));
    }

    @Test
    void p2SnapshotOnAnUnknownParentIsRefused() {
        assertThatIllegalStateException().isThrownBy(() -> branch(4, 99, "x"));
    }

    @Test
    void resolvingToTheBranchSwapsItWithTheHead() throws Exception {
        branch(3, 1, "x");
        VmState state = host.commit(new Event.Resolved(Host.snapshot(3), "old"));
        assertThat(state.head()).contains(Host.snapshot(3));
        assertThat(state.branches()).isEqualTo(Map.of("old", Host.snapshot(2)));
    }

    @Test
    void resolvingMayReuseTheBranchsOwnName() throws Exception {
        branch(3, 1, "x");
        VmState state = host.commit(new Event.Resolved(Host.snapshot(3), "x"));
        assertThat(state.branches()).isEqualTo(Map.of("x", Host.snapshot(2)));
    }

    @Test
    void resolvingToTheHeadKeepsTheBranch() throws Exception {
        VmState before = branch(3, 1, "x");
        VmState state = host.commit(new Event.Resolved(Host.snapshot(2), "x"));
        assertThat(state.head()).isEqualTo(before.head());
        assertThat(state.branches()).isEqualTo(before.branches());
    }

    @Test
    void resolvingNeverDropsAnotherBranch() throws Exception {
        branch(3, 1, "x");
        branch(4, 1, "y");
        assertThatIllegalStateException().isThrownBy(() -> host.commit(new Event.Resolved(Host.snapshot(3), "y")));
    }

    @Test
    void deletedBranchTakesOnlyItsOwnSnapshotsAway() throws Exception {
        branch(3, 1, "x");
        branch(4, 3, "x");
        branch(5, 3, "y");
        VmState state = host.commit(new Event.BranchDeleted("x"));
        assertThat(state.snapshots())
                .containsOnlyKeys(Host.snapshot(1), Host.snapshot(2), Host.snapshot(3), Host.snapshot(5));
    }

    @Test
    void fencesOnlyRise() throws Exception {
        assertThat(host.commit(new Event.GcFence(4)).fence()).isEqualTo(4);
        assertThatIllegalStateException().isThrownBy(() -> host.commit(new Event.GcFence(4)));
    }

    @Test
    void everyEventAndStateSurvivesItsStoredForm() throws Exception {
        branch(3, 1, "x");
        host.commit(new Event.Resolved(Host.snapshot(3), "old"));
        host.commit(new Event.BranchDeleted("old"));
        host.commit(new Event.GcFence(1));
        host.acquire("t2");
        host.commit(new Event.LeaseBroken("t2"));
        host.acquire("t3");
        VmState state = host.journal().read();
        assertThat(host.journal()
                        .replay(entry ->
                                assertThat(decoded(EntryCodec.encode(entry))).isEqualTo(entry)))
                .isEqualTo(state);
        assertThat(StateCodec.read(StateCodec.write(state), Host.VM)).isEqualTo(state);
    }

    @Test
    void entryOfAnUnknownTypeNeedsANewerVersion() {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> EntryCodec.decode(
                        Envelope.wrap(
                                ObjectType.JOURNAL_ENTRY,
                                "{\"format\":1,\"type\":\"teleported\"}".getBytes(StandardCharsets.UTF_8)),
                        "vms/x/journal/7"))
                .withMessageContaining("teleported")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.NEWER_FORMAT));
    }

    private static JournalEntry decoded(byte[] stored) {
        try {
            return EntryCodec.decode(stored, "entry");
        } catch (KssException e) {
            throw new AssertionError(e);
        }
    }

    private VmState branch(int snapshot, int parent, String name) throws Exception {
        return host.commit(new Event.Published(
                host.snapshot(Host.snapshot(snapshot), Optional.of(Host.snapshot(parent))),
                Optional.of(name),
                Optional.empty(),
                false));
    }
}
