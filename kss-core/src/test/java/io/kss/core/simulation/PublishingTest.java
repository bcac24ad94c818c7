package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.START_BREAKING;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Keep;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.spi.storage.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The rules of publishing, packs and garbage, P1 to P4, met by whole hosts. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PublishingTest extends TwoHosts {

    @Test
    void P1_collectionBetweenUploadAndCommitMakesThePushSendAgain() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 300_000, 1);
        Task stop = heldBeforeCommit(desktop, STOP);
        int packs = packs().size();
        stage.done(laptop, new Command.CollectGarbage());
        assertThat(packs()).hasSizeLessThan(packs);

        stage.goOn(stop);
        assertThat(stop.explanation()).isEqualTo("done");
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P1_packsOfAPushThatDiedAreCollectedAndSentAgain() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 300_000, 1);
        Task stop = heldBeforeCommit(desktop, STOP);
        desktop.crash();
        stage.goOn(stop);
        stage.done(laptop, new Command.CollectGarbage());
        stage.done(desktop, PUSH);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P1_pushThatCommitsFirstKeepsItsPacks() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, 300_000, 1);
        Task stop = heldBeforeCommit(desktop, STOP);
        Task collection = stage.heldAt("PUT 'gc/", laptop, new Command.CollectGarbage());
        stage.goOn(stop);
        assertThat(stop.explanation()).isEqualTo("done");
        stage.goOn(collection);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P2_lateWorkOnAnOldSnapshotLandsOnItsNearestPublishedAncestor() throws Exception {
        stage.done(laptop, START);
        stage.write(laptop, 0, 100, 1);
        SnapshotId base = stage.state().head().orElseThrow();
        stage.done(desktop, START_BREAKING);
        stage.write(desktop, 0, 100, 2);
        stage.done(desktop, STOP);
        stage.session(desktop, 3);

        stage.refused(laptop, STOP, Reason.DIVERGED);
        SnapshotId tip = stage.state().branches().values().iterator().next();
        assertThat(stage.state().snapshots().get(tip).parent()).contains(base);
        stage.done(laptop, new Command.Resolve(VM, Keep.REMOTE));
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P3_fetchFindsItsChunksWithoutAnyIndex() throws Exception {
        stage.session(desktop, 1);
        objects("index/").forEach(stage.store::lose);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P3_packsThatMoveWhileAHostFetchesAreFoundAgain() throws Exception {
        stage.session(desktop, 1);
        Task pull = stage.heldAt("createLayer", laptop, PULL);
        objects("index/").forEach(stage.store::lose);
        stage.goOn(pull);
        assertThat(pull.explanation()).isEqualTo("done");
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P4_lostPackIsSentAgainByAHostThatStillHasTheData() throws Exception {
        List<ObjectKey> before = packs();
        stage.session(desktop, 1);
        packs().stream().filter(pack -> !before.contains(pack)).forEach(stage.store::lose);
        Task pull = stage.task(laptop, PULL);
        pull.goOn();
        assertThat(pull.refused()).contains(Reason.DAMAGED);

        stage.done(desktop, new Command.Push(VM, true));
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P4_laterPushDoesNotRelyOnALostPack() throws Exception {
        List<ObjectKey> before = packs();
        stage.session(desktop, 1);
        packs().stream().filter(pack -> !before.contains(pack)).forEach(stage.store::lose);
        Task start = stage.task(desktop, START);
        start.goOn();
        assertThat(start.explanation()).isEqualTo("done");
        stage.write(desktop, 700_000, 300_000, 1);
        Task stop = stage.task(desktop, new Command.Stop(VM, true, true));
        stop.goOn();
        assertThat(stop.explanation()).isEqualTo("done");
        stage.done(desktop, new Command.Push(VM, true));
        stage.done(laptop, new Command.Pull(VM, Optional.empty()));
        stage.assertSame(desktop, laptop);
    }

    /** All is in the store but the journal's entry. */
    private Task heldBeforeCommit(SimulatedHost host, Command command) throws Exception {
        return stage.heldAt("before write of vms/daily/pending", host, command);
    }

    private List<ObjectKey> packs() {
        return objects("packs/");
    }

    private List<ObjectKey> objects(String prefix) {
        return stage.store.snapshot().keys().stream()
                .filter(key -> key.value().startsWith(prefix))
                .toList();
    }
}
