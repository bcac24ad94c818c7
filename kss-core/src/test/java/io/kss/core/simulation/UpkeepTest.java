package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.SIZE;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.START_BREAKING;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Keep;
import io.kss.core.Kss;
import io.kss.core.VmDelta;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.retention.Retention;
import io.kss.spi.storage.ObjectInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Snapshots that end as restore points, met by whole hosts: rules P1, P2, J1 and L4. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UpkeepTest extends TwoHosts {

    private static final Command COMPACT = new Command.Compact(VM, OptionalInt.of(1));

    @Test
    void P2_mergingASnapshotIntoItsParentKeepsTheNewerState() throws Exception {
        sessions(1, 2, 3);
        List<PublishedSnapshot> line = line();
        stage.done(laptop, new Command.Merge(VM, line.get(1).id().value(), false));
        assertThat(ids(line()))
                .containsExactly(line.get(0).id(), line.get(1).id(), line.get(3).id());
        assertThat(stage.state().merged()).containsOnlyKeys(line.get(2).id());
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P2_theOldestSnapshotCanEndToo() throws Exception {
        sessions(1, 2);
        List<PublishedSnapshot> line = line();
        stage.done(desktop, new Command.Merge(VM, line.get(2).id().value(), true));
        assertThat(ids(line())).containsExactly(line.get(0).id(), line.get(1).id());
        SimulatedHost attic = stage.host("attic");
        stage.done(attic, PULL);
        stage.assertSame(desktop, attic);
    }

    @Test
    void P2_hostOnAnEndedSnapshotIsBehindAndFetchesOnlyWhatChanged() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 1_000_000, 9);
        stage.done(desktop, STOP);
        stage.done(laptop, PULL);
        sessions(1, 2, 3);
        stage.done(desktop, COMPACT);
        assertThat(line()).hasSize(1);
        stage.done(desktop, new Command.CollectGarbage());
        try (Kss kss = laptop.open(laptop.begin(Trouble.NONE, 1))) {
            assertThat(kss.virtualMachine(VM).status().relation()).isEqualTo(Relation.BEHIND);
            assertThat(kss.virtualMachine(VM).delta().pull())
                    .extracting(VmDelta.Disk::bytes)
                    .containsExactly(65_536L);
        }
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P2_lateWorkOnAnEndedSnapshotLandsOnTheNearestSurvivor() throws Exception {
        SnapshotId base = stage.state().head().orElseThrow();
        sessions(1);
        stage.done(laptop, START);
        stage.write(laptop, 0, 100, 7);
        SnapshotId lost = stage.state().head().orElseThrow();
        stage.done(desktop, START_BREAKING);
        stage.write(desktop, 0, 100, 2);
        stage.done(desktop, STOP);
        stage.done(desktop, new Command.Merge(VM, lost.value(), true));
        stage.done(desktop, new Command.CollectGarbage());

        stage.refused(laptop, STOP, Reason.DIVERGED);
        VmState state = stage.state();
        SnapshotId tip = state.branches().values().iterator().next();
        assertThat(state.snapshots().get(tip).parent()).contains(base);
        assertThat(state.merged()).containsOnlyKeys(lost);
    }

    @Test
    void P2_endedSnapshotIsNothingToGoToOrToCopy() throws Exception {
        sessions(1, 2, 3);
        String ended = line().get(1).id().value();
        stage.done(laptop, new Command.Merge(VM, ended, true));
        for (SimulatedHost host : List.of(desktop, laptop)) {
            for (Command command : List.of(
                    new Command.Revert(VM, ended),
                    new Command.CloneAs(VM, Optional.of(ended), VM + "-copy"),
                    new Command.Pull(VM, Optional.of(ended)))) {
                Task task = stage.perform(host, command);
                assertThat(task.refused()).as(task.explanation()).contains(Reason.NO_SUCH_SNAPSHOT);
                assertThat(task.explanation()).contains("was merged into a newer one");
            }
        }
    }

    @Test
    void P2_snapshotThatEndsWhileItIsGoneBackToIsRefused() throws Exception {
        sessions(1, 2, 3);
        String old = line().get(1).id().value();
        Task revert = stage.heldAt(
                "PUT 'vms/" + stage.state().vm().value() + "/manifests/", desktop, new Command.Revert(VM, old));
        stage.done(laptop, new Command.Merge(VM, old, true));
        stage.goOn(revert);
        assertThat(revert.refused()).as(revert.explanation()).contains(Reason.NO_SUCH_SNAPSHOT);
        assertThat(stage.holder()).isEmpty();
    }

    @Test
    void P2_whatWasGoneBackToMayEndAndTheNewSnapshotStays() throws Exception {
        sessions(1, 2, 3);
        SnapshotId old = line().get(2).id();
        stage.done(laptop, new Command.Revert(VM, old.value()));
        stage.done(desktop, COMPACT);
        stage.done(desktop, new Command.CollectGarbage());
        assertThat(line()).hasSize(1);
        stage.done(desktop, PULL);
        stage.assertSame(desktop, laptop);
        SimulatedHost attic = stage.host("attic");
        stage.done(attic, PULL);
        stage.assertSame(desktop, attic);
    }

    @Test
    void P2_branchIsNotGivenUpWhileThisHostStandsOnWhatEndedOnIt() throws Exception {
        sessions(1);
        stage.done(laptop, START);
        stage.write(laptop, 0, 100, 7);
        stage.done(desktop, START_BREAKING);
        stage.write(desktop, 0, 100, 2);
        stage.done(desktop, STOP);
        stage.done(laptop, new Command.Snapshot(VM));
        stage.write(laptop, 200, 100, 8);
        stage.refused(laptop, STOP, Reason.DIVERGED);
        stage.done(laptop, new Command.Resolve(VM, Keep.REMOTE));
        String branch = stage.state().branches().keySet().iterator().next();
        SnapshotId below = stage.state()
                .ancestry(stage.state().branches().get(branch))
                .get(1)
                .id();
        stage.done(laptop, new Command.Pull(VM, Optional.of(below.value())));
        stage.done(desktop, new Command.Merge(VM, below.value(), true));
        stage.refused(laptop, new Command.DeleteBranch(VM, branch), Reason.WRONG_VM_STATE);
        stage.done(laptop, PULL);
        stage.done(laptop, new Command.DeleteBranch(VM, branch));
        assertThat(stage.state().branches()).isEmpty();
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L10_hostThatMeetsItsVmAgainOnAnEndedSnapshotIsBehind() throws Exception {
        sessions(1, 2);
        stage.done(laptop, PULL);
        stage.done(laptop, new Command.Forget(VM, false));
        sessions(3, 4);
        stage.done(desktop, COMPACT);
        stage.done(desktop, new Command.CollectGarbage());
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
        assertThat(stage.state().branches()).isEmpty();
    }

    @Test
    void P2_headTipAndTheBaseOfALeaseNeverEnd() throws Exception {
        sessions(1);
        SnapshotId base = stage.state().head().orElseThrow();
        stage.refused(laptop, new Command.Merge(VM, base.value(), true), Reason.WRONG_VM_STATE);
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 3);
        stage.done(desktop, PUSH);
        stage.done(desktop, new Command.Snapshot(VM));
        stage.done(desktop, PUSH);
        assertThat(stage.state().lease().orElseThrow().base()).contains(base);
        assertThat(stage.state().head()).isNotEqualTo(Optional.of(base));
        stage.refused(laptop, new Command.Merge(VM, base.value(), true), Reason.WRONG_VM_STATE);
        stage.done(laptop, COMPACT);
        assertThat(stage.state().snapshots()).containsKey(base);
        stage.done(desktop, STOP);
    }

    @Test
    void J1_mergeThatIsOvertakenByABranchDecidesAgain() throws Exception {
        stage.done(laptop, START);
        stage.write(laptop, 0, 100, 7);
        SnapshotId base = stage.state().head().orElseThrow();
        stage.done(desktop, START_BREAKING);
        stage.write(desktop, 0, 100, 2);
        stage.done(desktop, STOP);
        Task merge =
                stage.heldAt("before write of vms/daily/pending", desktop, new Command.Merge(VM, base.value(), true));
        stage.refused(laptop, STOP, Reason.DIVERGED);
        stage.goOn(merge);
        assertThat(merge.explanation()).isEqualTo("done");
        VmState state = stage.state();
        assertThat(state.merged()).containsOnlyKeys(base);
        assertThat(state.snapshots().values())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.parent()).isEmpty());
    }

    @Test
    void P2_publishThatIsOvertakenByAMergeIsSentAnew() throws Exception {
        sessions(1, 2);
        stage.done(laptop, PULL);
        stage.done(laptop, START);
        stage.write(laptop, 0, 300_000, 5);
        SnapshotId base = stage.state().head().orElseThrow();
        Task stop = stage.heldAt("before write of vms/daily/pending", laptop, STOP);
        stage.done(desktop, START_BREAKING);
        stage.write(desktop, 700_000, 100, 6);
        stage.done(desktop, STOP);
        stage.done(desktop, new Command.Merge(VM, base.value(), true));
        stage.done(desktop, new Command.CollectGarbage());
        stage.goOn(stop);
        assertThat(stop.refused()).as(stop.explanation()).contains(Reason.DIVERGED);
        assertThat(stage.state().branches()).hasSize(1);
    }

    @Test
    void P1_collectionAfterAMergeFreesWhatOnlyEndedSnapshotsHeld() throws Exception {
        for (int value = 1; value <= 4; value++) {
            stage.done(desktop, START);
            byte[] noise = new byte[300_000];
            new java.util.Random(value).nextBytes(noise);
            stage.write(desktop, 0, noise);
            stage.done(desktop, STOP);
        }
        long before = bytesOfPacks();
        stage.done(desktop, COMPACT);
        stage.done(laptop, new Command.CollectGarbage());
        assertThat(bytesOfPacks()).isLessThan(before - 800_000);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L4_mergingAwayAShrunkenDiskResurrectsNothing() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, (int) SIZE, 9);
        stage.done(desktop, STOP);
        resize(4 * 65_536);
        SnapshotId shrunken = stage.state().head().orElseThrow();
        resize(SIZE);
        stage.done(desktop, new Command.Merge(VM, shrunken.value(), true));
        assertThat(stage.state().merged()).containsOnlyKeys(shrunken);
        assertThat(stage.content(desktop)[(int) SIZE - 1]).isZero();
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P2_mergeThatDiesAnywhereCanBeDoneAgain() throws Exception {
        int point = 1;
        for (boolean died = true; died; point++) {
            for (boolean after : new boolean[] {false, true}) {
                twoHosts();
                sessions(1, 2, 3);
                Task compact = stage.perform(
                        desktop, COMPACT, Trouble.NONE.withCrash(new Trouble.Point(Place.STORE, false, point, after)));
                died = compact.crashed();
                stage.done(desktop, COMPACT);
                assertThat(line()).hasSize(1);
                stage.done(laptop, PULL);
                stage.assertSame(desktop, laptop);
                stage.checkAll();
            }
            assertThat(point).isLessThan(200);
        }
        assertThat(point).isGreaterThan(5);
    }

    @Test
    void longChainsAreThinnedOutAfterAPush() throws Exception {
        desktop.retention(new Retention(2, 0, 0, 0, 4, OptionalLong.empty()));
        sessions(1, 2, 3);
        assertThat(line()).hasSize(4);
        sessions(4);
        assertThat(line()).hasSize(2);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    private void resize(long size) throws Exception {
        stage.resize(desktop, size);
        stage.done(desktop, PUSH);
    }

    private void sessions(int... values) throws Exception {
        for (int value : values) {
            stage.session(desktop, value);
        }
    }

    private List<PublishedSnapshot> line() throws Exception {
        VmState state = stage.state();
        return state.ancestry(state.head().orElseThrow());
    }

    private static List<SnapshotId> ids(List<PublishedSnapshot> line) {
        return line.stream().map(PublishedSnapshot::id).toList();
    }

    private long bytesOfPacks() throws Exception {
        try (var backend = stage.store.connect();
                var packs = backend.list("packs/")) {
            return packs.mapToLong(ObjectInfo::size).sum();
        }
    }
}
