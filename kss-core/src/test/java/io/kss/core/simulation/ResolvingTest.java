package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Keep;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The rules of resolving, R1 and R2, met by whole hosts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResolvingTest extends TwoHosts {

    @Test
    void R1_fullStoreChangesNothing() throws Exception {
        conflict();
        byte[] ours = stage.content(laptop);
        VmState before = stage.state();
        for (Keep keep : Keep.values()) {
            Task resolve = stage.perform(laptop, new Command.Resolve(VM, keep), Trouble.NONE.withStoreRoom(100));
            assertThat(resolve.refused()).as("%s", keep).contains(Reason.NO_ROOM_ON_STORE);
            assertThat(stage.content(laptop)).isEqualTo(ours);
            assertThat(stage.state()).isEqualTo(before);
        }
        stage.done(laptop, new Command.Resolve(VM, Keep.REMOTE));
        stage.assertSame(desktop, laptop);
    }

    @Test
    void R1_fullDiskHereChangesNothingHere() throws Exception {
        conflict();
        byte[] ours = stage.content(laptop);
        laptop.machine.files().roomLeft(10);
        stage.refused(laptop, new Command.Resolve(VM, Keep.REMOTE), Reason.NO_ROOM_LOCALLY);
        assertThat(stage.content(laptop)).isEqualTo(ours);
        assertThat(stage.state().branches()).hasSize(1);

        laptop.machine.files().roomLeft(1L << 30);
        stage.done(laptop, new Command.Resolve(VM, Keep.REMOTE));
        stage.assertSame(desktop, laptop);
    }

    @Test
    void R1_keepLocalIsRefusedWhileAnotherHostLeases() throws Exception {
        conflict();
        stage.done(desktop, START);
        VmState before = stage.state();
        stage.refused(laptop, new Command.Resolve(VM, Keep.LOCAL), Reason.LEASED_ELSEWHERE);
        assertThat(stage.state()).isEqualTo(before);
        stage.done(desktop, STOP);
        stage.done(laptop, new Command.Resolve(VM, Keep.LOCAL));
        stage.done(desktop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void R2_cleanHostWhoseBaseBecameABranchIsBehind() throws Exception {
        conflict();
        stage.done(laptop, new Command.Resolve(VM, Keep.LOCAL));
        SnapshotId base = desktop.remembered(VM).orElseThrow().chain().base().orElseThrow();
        assertThat(stage.state().branches()).containsValue(base);
        stage.done(desktop, START);
        stage.assertSame(desktop, laptop);
    }

    private void conflict() throws Exception {
        laptop.machine.virshStart(VM);
        stage.write(laptop, 0, 100, (int) stage.state().number());
        laptop.machine.virshDestroy(VM);
        stage.done(desktop, START);
        stage.write(desktop, 200, 100, (int) stage.state().number());
        stage.done(desktop, STOP);
        stage.refused(laptop, START, Reason.DIVERGED);
    }
}
