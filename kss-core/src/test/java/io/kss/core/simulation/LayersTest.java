package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Keep;
import io.kss.core.VmSettings;
import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The rules of sealing, local layers and other tools, L1 to L10, met by whole hosts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LayersTest extends TwoHosts {

    @Test
    void L1_virshStartDuringThePushKeepsTheLease() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 1);
        Task stop = stage.heldAt("before state " + VM, desktop, STOP);
        desktop.machine.virshStart(VM);
        stage.write(desktop, 5000, 100, 2);
        stage.goOn(stop);
        assertThat(stop.explanation()).isEqualTo("done");
        assertThat(stage.state().snapshots()).hasSize(2);
        assertThat(stage.holder()).contains("desktop");

        stage.done(desktop, STOP);
        assertThat(stage.holder()).isEmpty();
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L2_virshStartBetweenTheStepsOfASealIsCaughtUpWith() throws Exception {
        stage.session(desktop, 1);
        desktop.machine.virshStart(VM);
        stage.write(desktop, 0, 100, 2);
        desktop.machine.virshDestroy(VM);
        Task snapshot = stage.heldAt("before seal:persistent", desktop, new Command.Snapshot(VM));
        desktop.machine.virshStart(VM);
        stage.write(desktop, 300, 100, 3);
        stage.goOn(snapshot);
        assertThat(snapshot.explanation()).isEqualTo("done");
        stage.write(desktop, 600, 100, 4);
        stage.done(desktop, STOP);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L3_managedSaveBlocksSealPushPullAndStart() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 1);
        desktop.machine.managedSave(VM);
        VmState before = stage.state();
        List<Command> blocked =
                List.of(new Command.Snapshot(VM), PUSH, PULL, START, new Command.Start(VM, true, false, false));
        for (Command command : blocked) {
            stage.refused(desktop, command, Reason.WRONG_VM_STATE);
        }
        assertThat(stage.state()).isEqualTo(before);

        desktop.machine.virshStart(VM);
        stage.write(desktop, 300, 100, 2);
        stage.done(desktop, STOP);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L4_diskThatShrankAndGrewAgainReadsZeroesThereOnEveryHost() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, Stage.SIZE - 1000, 1000, 7);
        stage.done(desktop, STOP);
        stage.done(laptop, PULL);
        stage.resize(desktop, Stage.SIZE / 3);
        stage.done(desktop, PUSH);
        stage.resize(desktop, Stage.SIZE);
        stage.done(desktop, PUSH);

        stage.done(laptop, PULL);
        assertThat(stage.content(laptop)).endsWith(new byte[1000]);
        stage.assertSame(desktop, laptop);
        SimulatedHost attic = stage.host("attic");
        stage.done(attic, PULL);
        stage.assertSame(desktop, attic);
    }

    @Test
    void L6_virshStartWhileANewerStateIsPlacedKeepsWhatTheGuestWrote() throws Exception {
        stage.session(desktop, 1);
        Task pull = stage.heldAt("before define", laptop, PULL);
        laptop.machine.virshStart(VM);
        stage.write(laptop, 0, 100, 9);
        laptop.machine.virshDestroy(VM);
        byte[] written = stage.content(laptop);

        stage.goOn(pull);
        assertThat(pull.refused()).contains(Reason.WRONG_VM_STATE);
        assertThat(stage.content(laptop)).isEqualTo(written);
        stage.refused(laptop, PUSH, Reason.DIVERGED);
        assertThat(stage.content(laptop)).isEqualTo(written);
        stage.done(laptop, new Command.Resolve(VM, Keep.REMOTE));
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L7_changedVariablesAreChangesAndArriveEverywhere() throws Exception {
        stage.changeNvram(desktop, 5);
        stage.done(desktop, PUSH);
        stage.done(laptop, PULL);
        assertThat(laptop.part(VM, "nvram")).hasValue(new byte[] {5});
        assertThat(stage.state().snapshots()).hasSize(2);
        stage.done(desktop, PUSH);
        stage.done(laptop, PUSH);
        assertThat(stage.state().snapshots()).hasSize(2);
    }

    @Test
    void L7_variablesChangedOnBothSidesAreAConflict() throws Exception {
        stage.changeNvram(laptop, 6);
        stage.changeNvram(desktop, 5);
        stage.done(desktop, PUSH);
        stage.refused(laptop, PULL, Reason.DIVERGED);
        stage.refused(laptop, START, Reason.DIVERGED);
        stage.refused(laptop, PUSH, Reason.DIVERGED);
        assertThat(laptop.part(VM, "nvram")).hasValue(new byte[] {6});
        assertThat(stage.state().branches()).hasSize(1);
    }

    @Test
    void L7_changedDefinitionTravels() throws Exception {
        desktop.machine.changeDefinition(VM, "more memory");
        stage.done(desktop, PUSH);
        stage.done(laptop, PULL);
        assertThat(laptop.domain(VM).orElseThrow().definition().toString()).contains("more memory");
    }

    @Test
    void L8_hostsThatDisagreeOnLocalOnlyDisksAreRefused() throws Exception {
        SimulatedHost attic = stage.host("attic", Map.of(VM, new VmSettings(Set.of("vda"), Duration.ofSeconds(1))));
        stage.refused(attic, PULL, Reason.WRONG_USAGE);
        stage.refused(attic, START, Reason.WRONG_USAGE);
        assertThat(attic.domain(VM)).isEmpty();
    }

    @Test
    void L9_sealedFileThatSomebodyWroteIntoIsNeitherSentNorStartedFrom() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 1);
        stage.done(desktop, new Command.Stop(VM, false, true));
        LocalSnapshot newest =
                desktop.remembered(VM).orElseThrow().chain().baseSnapshot().orElseThrow();
        Path sealed = newest.layers().values().iterator().next().file();
        desktop.machine.files().write(sealed, 4096, new byte[] {42});

        VmState before = stage.state();
        for (Command command : List.of(PUSH, START)) {
            Task task = stage.task(desktop, command);
            task.goOn();
            assertThat(task.refused()).contains(Reason.SEALED_LAYER_CHANGED);
        }
        assertThat(stage.state()).isEqualTo(before);
        stage.spoilt();
    }

    @Test
    void L10_lostStateFolderMeansNotTheHolder() throws Exception {
        stage.session(desktop, 2);
        stage.done(desktop, START);
        stage.write(desktop, 0, 100, 1);
        desktop.disk.lose();
        desktop.machine.virshDestroy(VM);

        stage.refused(desktop, START, Reason.LEASED_ELSEWHERE);
        stage.done(desktop, new Command.BreakLease(VM));
        stage.done(desktop, PUSH);
        stage.done(laptop, START);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L10_layersAreFoundAgainByTheirNames() throws Exception {
        stage.session(desktop, 1);
        stage.session(laptop, 2);
        stage.done(desktop, PULL);
        desktop.machine.virshStart(VM);
        stage.write(desktop, 0, 100, 3);
        desktop.machine.virshDestroy(VM);
        desktop.disk.lose();

        stage.done(desktop, PUSH);
        assertThat(stage.state().branches()).isEmpty();
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }
}
