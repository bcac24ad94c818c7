package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Keep;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work that dies at each of its points in turn, in a fresh world each time: the next run makes good. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EveryPointTest extends TwoHosts {

    private static final int MOST = 400;

    @Test
    void P1_collectionThatDiesAnywhereIsFinishedByTheNext() throws Exception {
        int points = 1;
        while (collectionDies(points, false)) {
            points++;
        }
        assertThat(points).isBetween(20, MOST);
        for (int point = 1; point < points; point++) {
            boolean unused = collectionDies(point, true);
        }
    }

    /** Whether it did; the number may lie behind its end. */
    private boolean collectionDies(int point, boolean after) throws Exception {
        twoHosts();
        stage.done(desktop, START);
        stage.write(desktop, 0, 300_000, 1);
        Task stop = stage.heldAt("before write of vms/daily/pending", desktop, STOP);
        desktop.crash();
        stage.goOn(stop);
        Task collection = stage.perform(laptop, new Command.CollectGarbage(), dyingAt(Place.STORE, point, after));
        assertThat(collection.refused()).as(collection.explanation()).isEmpty();
        stage.done(desktop, PUSH);
        stage.done(laptop, new Command.CollectGarbage());
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
        stage.checkAll();
        return collection.crashed();
    }

    @Test
    void L2_sealThatDiesAnywhereIsFinishedOrUndoneByTheNextRun() throws Exception {
        int point = 1;
        for (boolean died = true; died; point++) {
            twoHosts();
            stage.done(desktop, START);
            stage.write(desktop, 777L * point, 500, point);
            died = stage.perform(desktop, new Command.Snapshot(VM), dyingAt(Place.HYPERVISOR, point, false))
                    .crashed();
            stage.write(desktop, 777L * point + 600, 100, point);
            boolean whole = desktop.domain(VM).orElseThrow().disks().stream()
                    .allMatch(disk -> disk.liveSource().orElseThrow().equals(disk.source()));
            if (point % 3 == 0 && whole) {
                desktop.machine.virshDestroy(VM);
                desktop.machine.virshStart(VM);
            }
            stage.done(desktop, STOP);
            stage.done(laptop, PULL);
            stage.assertSame(desktop, laptop);
            stage.checkAll();
            assertThat(point).isLessThan(MOST);
        }
        assertThat(point).isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource(Keep.class)
    void R1_resolutionThatDiesAnywhereCanBeDoneAgain(Keep keep) throws Exception {
        for (Place place : Place.values()) {
            // Many steps of the hypervisor only look; a prime stride meets each kind of them.
            int stride = place == Place.HYPERVISOR ? 7 : 1;
            int points = 1;
            while (resolutionDies(keep, place, points, false)) {
                points += stride;
            }
            assertThat(points).isLessThan(MOST);
            for (int point = 1; place == Place.STORE && point < points; point++) {
                boolean unused = resolutionDies(keep, place, point, true);
            }
        }
    }

    private boolean resolutionDies(Keep keep, Place place, int point, boolean after) throws Exception {
        twoHosts();
        conflict();
        SnapshotId theirs = stage.state().head().orElseThrow();
        Task resolve = stage.perform(laptop, new Command.Resolve(VM, keep), dyingAt(place, point, after));
        Task again = stage.perform(laptop, new Command.Resolve(VM, keep));
        assertThat(again.refused())
                .as("%s died at %s %s: %s", keep, place, point, again.explanation())
                .isIn(Optional.empty(), Optional.of(Reason.WRONG_USAGE));
        assertThat(stage.state().snapshots()).containsKey(theirs);
        assertThat(stage.state().head().equals(Optional.of(theirs)))
                .as("%s died at %s %s: the head is theirs", keep, place, point)
                .isEqualTo(keep != Keep.LOCAL);
        stage.done(laptop, PUSH);
        stage.done(desktop, PULL);
        stage.assertSame(desktop, laptop);
        return resolve.crashed();
    }

    private void conflict() throws Exception {
        laptop.machine.virshStart(VM);
        stage.write(laptop, 0, 100, 1);
        laptop.machine.virshDestroy(VM);
        stage.done(desktop, START);
        stage.write(desktop, 200, 100, 2);
        stage.done(desktop, STOP);
        stage.refused(laptop, START, Reason.DIVERGED);
    }

    private static Trouble dyingAt(Place place, int point, boolean after) {
        return Trouble.NONE.withCrash(new Trouble.Point(place, false, point, after));
    }
}
