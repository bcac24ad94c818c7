package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.RunState;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A running VM on its way from host to host: never two of it, and nothing that it wrote is lost. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TakingOverTest extends TwoHosts {

    private static final int MOST = 400;

    @BeforeEach
    void itRunsOnTheDesktop() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 4096, 100_000, 1);
    }

    @Test
    void R3_comesWithAllItWroteAndGoesBack() throws Exception {
        stage.takenOver(laptop, desktop);
        stage.write(laptop, 0, 5000, 2);
        stage.takenOver(desktop, laptop);
        stage.write(desktop, 2000, 5000, 3);
        stage.done(desktop, STOP);
        stage.done(laptop, START);
        stage.assertSame(laptop, desktop);
    }

    /** Every so many of the points in CI, all of them in the long tests. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void R3_eitherSideMayDieAtEveryPoint(boolean receiver) throws Exception {
        boolean all = Boolean.getBoolean("kss.long");
        int deaths = 0;
        for (Place place : Place.values()) {
            int stride = all ? 1 : place == Place.HYPERVISOR ? 17 : 3;
            int point = 1;
            for (boolean died = true; died; point += stride) {
                died = dies(receiver, Trouble.NONE.withCrash(new Trouble.Point(place, false, point, point % 2 == 0)));
                deaths += died ? 1 : 0;
                assertThat(point).isLessThan(MOST);
            }
        }
        System.out.println(
                "a takeover's " + (receiver ? "receiving" : "giving") + " side died at " + deaths + " points");
        assertThat(deaths).isGreaterThan(10);
    }

    /** Whether one side did; then asking again brings the VM here. */
    private boolean dies(boolean receiver, Trouble trouble) throws Exception {
        twoHosts();
        itRunsOnTheDesktop();
        Task task = stage.takeOver(
                laptop,
                desktop,
                receiver ? trouble : Trouble.NONE,
                receiver ? Trouble.NONE : trouble,
                PeerLink.Cut.NEVER);
        boolean died =
                receiver ? task.crashed() : !task.peer().orElseThrow().peer().alive();
        if (laptop.active(VM)) {
            // Whole, and perhaps not told to anybody: any command tells.
            Task again = stage.takeOver(laptop, desktop, Trouble.NONE, Trouble.NONE, PeerLink.Cut.NEVER);
            assertThat(again.refused())
                    .as("%s: %s", trouble, again.explanation())
                    .isIn(Optional.empty(), Optional.of(Reason.WRONG_VM_STATE));
        } else {
            stage.write(desktop, 300_000, 100, 5);
            stage.takenOver(laptop, desktop);
        }
        assertThat(laptop.domain(VM).orElseThrow().state())
                .as(trouble.toString())
                .isEqualTo(RunState.RUNNING);
        stage.write(laptop, 50_000, 1000, 7);
        stage.done(laptop, STOP);
        stage.done(desktop, PULL);
        stage.assertSame(desktop, laptop);
        stage.checkAll();
        return died;
    }

    @Test
    void R3_changedDefinitionWhereItLeftIsNothingToSend() throws Exception {
        stage.takenOver(laptop, desktop);
        desktop.machine.changeDefinition(VM, "edited");
        stage.done(desktop, PUSH);
        stage.done(laptop, STOP);
        stage.done(desktop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void R3_whatAnotherToolStartsWhereItLeftIsKeptAsABranch() throws Exception {
        Task task = stage.takeOverHeldAt("after move:clear", laptop, desktop);
        stage.virshStart(desktop);
        stage.write(desktop, 700_000, 5000, 9);
        byte[] written = stage.content(desktop);
        stage.goOn(task);
        assertThat(desktop.active(VM)).isFalse();
        assertThat(laptop.active(VM)).isTrue();
        assertThat(stage.content(desktop)).isEqualTo(written);
        stage.refused(desktop, PUSH, Reason.DIVERGED);
        assertThat(stage.state().branches()).hasSize(1);
        stage.done(laptop, STOP);
    }
}
