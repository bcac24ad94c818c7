package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Going back and copying that die at each of their points in turn; and forgetting between two halves of something. */
@Tag("simulation")
class GoingBackTest {

    private static final int MOST = 400;

    private Stage stage = new Stage();
    private SimulatedHost desktop;
    private SimulatedHost laptop;

    @ParameterizedTest
    @EnumSource(Place.class)
    void revertThatDiesAnywhereCanBeDoneAgain(Place place) throws Exception {
        // Many steps of the hypervisor only look; a prime stride meets each kind of them.
        int stride = place == Place.HYPERVISOR ? 7 : 1;
        int points = 1;
        while (revertDies(place, points)) {
            points += stride;
        }
        assertThat(points).isBetween(3, MOST);
    }

    private boolean revertDies(Place place, int point) throws Exception {
        threeDays();
        SnapshotId newest = stage.state().head().orElseThrow();
        SnapshotId old = stage.state().ancestry(newest).get(1).id();
        Task revert = stage.perform(desktop, new Command.Revert(VM, old.value()), dyingAt(place, point));
        stage.done(desktop, new Command.Revert(VM, old.value()));
        assertThat(stage.state()
                        .ancestry(stage.state().head().orElseThrow())
                        .get(1)
                        .id())
                .as("one new snapshot, on top of what was the newest")
                .isEqualTo(newest);
        assertThat(stage.holder()).isEmpty();
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
        stage.done(laptop, new Command.Pull(VM, Optional.of(old.value())));
        stage.assertSame(desktop, laptop);
        stage.checkAll();
        return revert.crashed();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void copyThatDiesAnywhereCanBeDoneAgain(Place place) throws Exception {
        int stride = place == Place.HYPERVISOR ? 7 : 1;
        int points = 1;
        while (copyDies(place, points)) {
            points += stride;
        }
        assertThat(points).isBetween(3, MOST);
    }

    private boolean copyDies(Place place, int point) throws Exception {
        threeDays();
        String copy = VM + "-copy";
        SimulatedHost attic = stage.host("attic");
        Task clone = stage.perform(attic, new Command.CloneAs(VM, Optional.empty(), copy), dyingAt(place, point));
        Task again = stage.perform(attic, new Command.CloneAs(VM, Optional.empty(), copy));
        assertThat(again.refused()).as(again.explanation()).isIn(Optional.empty(), Optional.of(Reason.WRONG_USAGE));
        assertThat(attic.machine.guest(copy).content("vda")).isEqualTo(stage.content(desktop));
        assertThat(attic.remembered(copy).orElseThrow().intent()).isEmpty();
        stage.done(attic, new Command.Push(copy, false));
        stage.done(laptop, new Command.Pull(copy, Optional.empty()));
        assertThat(laptop.machine.guest(copy).content("vda")).isEqualTo(stage.content(desktop));
        stage.checkAll();
        return clone.crashed();
    }

    @Test
    void aHostThatDiedWhileItMetAVmAgainDoesNotTakeItForANewOne() throws Exception {
        threeDays();
        stage.done(desktop, new Command.Forget(VM, false));
        for (int point = 1; point < 4; point++) {
            Task unused = stage.perform(desktop, PULL, dyingAt(Place.STATE, point));
            unused = stage.perform(desktop, new Command.Snapshot(VM));
        }
        stage.done(desktop, START);
        stage.write(desktop, 0, 10, 9);
        stage.done(desktop, STOP);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
        assertThat(stage.state().branches()).isEmpty();
        stage.checkAll();
    }

    @Test
    void L2_guestThatEndsBetweenTheHalvesOfASealKeepsWhatItWroteAbove() throws Exception {
        threeDays();
        stage.done(desktop, START);
        for (int point = 1; point < 60; point += 1) {
            stage.write(desktop, 0, 10, point);
            Task unused = stage.perform(desktop, new Command.Snapshot(VM), dyingAt(Place.HYPERVISOR, point));
            stage.write(desktop, 100, 10, point);
            desktop.machine.virshDestroy(VM);
            stage.done(desktop, PUSH);
            stage.done(laptop, PULL);
            stage.assertSame(desktop, laptop);
            assertThat(stage.content(desktop)[100]).isEqualTo((byte) point);
            stage.done(desktop, START);
        }
        stage.checkAll();
    }

    private void threeDays() throws Exception {
        stage = new Stage();
        desktop = stage.desktopWithVm();
        laptop = stage.host("laptop");
        stage.session(desktop, 1);
        stage.session(laptop, 2);
        stage.session(desktop, 3);
    }

    private static Trouble dyingAt(Place place, int point) {
        return Trouble.NONE.withCrash(new Trouble.Point(place, false, point, false));
    }
}
