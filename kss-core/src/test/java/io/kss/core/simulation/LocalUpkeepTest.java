package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.SIZE;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.START_OFFLINE;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.retention.Retention;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Chains of files on a host that stay short: rules L4, L5, L6, L8 and P4. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LocalUpkeepTest extends TwoHosts {

    private static final Command COMPACT = new Command.Compact(VM, OptionalInt.of(2));

    @Test
    void layersAboveTheAdoptedDiskBecomeOne() throws Exception {
        Path adopted = chain().get(1);
        sessions(1, 2, 3, 4);
        assertThat(chain()).hasSize(6);
        byte[] before = stage.content(desktop);
        stage.done(desktop, COMPACT);
        assertThat(chain()).hasSize(3).last().isEqualTo(adopted);
        assertThat(stage.content(desktop)).isEqualTo(before);
        stage.session(desktop, 5);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P4_replacedFilesGoOneStepWithEveryLaterRun() throws Exception {
        sessions(1, 2, 3);
        Set<Path> before = files();
        stage.done(desktop, COMPACT);
        assertThat(files()).containsAll(withoutActive(before));
        for (int run = 0; run < 4; run++) {
            stage.done(desktop, PUSH);
        }
        assertThat(files()).containsExactlyInAnyOrderElementsOf(chain());
        assertThat(memory().asides()).isEmpty();
        assertThat(memory().chain().snapshots()).hasSize(2);
    }

    @Test
    void P4_nothingGoesWhileTheStoreLacksAPackOfIt() throws Exception {
        sessions(1, 2, 3);
        stage.done(desktop, new Command.Compact(VM, OptionalInt.of(20)));
        desktop.retention(new Retention(20, 0, 0, 0, 3, OptionalLong.empty()));
        var packs = stage.store.snapshot().keys().stream()
                .filter(key -> key.value().startsWith("packs/"))
                .toList();
        stage.done(desktop, new Command.Compact(VM, OptionalInt.empty()));
        Set<Path> before = files();
        packs.forEach(stage.store::lose);
        stage.done(desktop, PUSH);
        stage.done(desktop, PUSH);
        assertThat(files()).containsAll(withoutAsides(before));
        stage.done(desktop, new Command.Push(VM, true));
    }

    @Test
    void L5_L8_filesThatAnotherVmStandsOnStay() throws Exception {
        sessions(1, 2, 3);
        Path shared = chain().get(2);
        DiskImages images = desktop.machine.connect().images();
        Path other = shared.resolveSibling("clone-of-somebody.qcow2");
        images.createOverlay(other, shared);
        stage.done(desktop, COMPACT);
        for (int run = 0; run < 4; run++) {
            stage.done(desktop, PUSH);
        }
        assertThat(images.exists(shared)).isTrue();
        assertThat(images.chain(other)).extracting(ImageInfo::file).contains(shared);
        images.delete(other);
        for (int run = 0; run < 3; run++) {
            stage.done(desktop, PUSH);
        }
        assertThat(images.exists(shared)).isFalse();
    }

    @Test
    void L5_filesThatACopyMadeByKssStandsOnStay() throws Exception {
        sessions(1, 2);
        Path shared = chain().get(1);
        String copy = VM + "-copy";
        stage.done(desktop, new Command.CloneAs(VM, Optional.empty(), copy));
        byte[] copied = desktop.machine.guest(copy).content("vda");
        sessions(3, 4);
        stage.done(desktop, COMPACT);
        for (int run = 0; run < 4; run++) {
            stage.done(desktop, PUSH);
        }
        assertThat(desktop.machine.connect().images().exists(shared)).isTrue();
        assertThat(chain()).doesNotContain(shared);
        assertThat(desktop.machine.guest(copy).content("vda")).isEqualTo(copied);
        stage.done(desktop, new Command.Push(copy, false));
        stage.done(laptop, new Command.Pull(copy, Optional.empty()));
        assertThat(laptop.machine.guest(copy).content("vda")).isEqualTo(copied);
    }

    @Test
    void L5_layersOfACopyAreMergedAboveWhatItShares() throws Exception {
        sessions(1, 2);
        List<Path> shared = chain().subList(1, chain().size());
        String copy = VM + "-copy";
        stage.done(desktop, new Command.CloneAs(VM, Optional.empty(), copy));
        byte[] before = stage.content(desktop);
        stage.done(desktop, new Command.Push(copy, false));
        for (int run = 0; run < 4; run++) {
            stage.done(desktop, new Command.Start(copy, false, false, false));
            stage.write(desktop, copy, 1000L * run, 5000, 7 + run);
            stage.done(desktop, new Command.Stop(copy, true, true));
        }
        byte[] copied = desktop.machine.guest(copy).content("vda");
        stage.done(desktop, new Command.Compact(copy, OptionalInt.of(2)));
        for (int run = 0; run < 4; run++) {
            stage.done(desktop, new Command.Push(copy, false));
        }
        assertThat(desktop.machine.guest(copy).content("vda")).isEqualTo(copied);
        assertThat(desktop.remembered(copy).orElseThrow().chain().line()).hasSize(2);
        assertThat(files()).containsAll(shared);
        assertThat(stage.content(desktop)).isEqualTo(before);
    }

    @Test
    void L5_fetchThatIsGivenUpLeavesFilesThatACopyStandsOn() throws Exception {
        sessions(1, 2);
        String copy = VM + "-copy";
        stage.done(desktop, new Command.CloneAs(VM, Optional.empty(), copy));
        byte[] copied = desktop.machine.guest(copy).content("vda");
        stage.done(desktop, new Command.Forget(VM, false));
        desktop.machine.virshUndefine(VM);
        Task pull = stage.heldAt("before define", desktop, PULL);
        desktop.crash();
        stage.goOn(pull);
        stage.session(laptop, 3);
        stage.done(desktop, PULL);
        assertThat(desktop.machine.guest(copy).content("vda")).isEqualTo(copied);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void layersAreMergedAfterGoingBackToo() throws Exception {
        sessions(1, 2, 3, 4);
        SnapshotId head = stage.state().head().orElseThrow();
        SnapshotId old = stage.state().ancestry(head).get(2).id();
        stage.done(desktop, new Command.Revert(VM, old.value()));
        sessions(5, 6, 7);
        byte[] before = stage.content(desktop);
        stage.done(desktop, COMPACT);
        for (int run = 0; run < 4; run++) {
            stage.done(desktop, PUSH);
        }
        assertThat(memory().chain().line()).hasSize(2);
        assertThat(stage.content(desktop)).isEqualTo(before);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
        stage.refused(desktop, new Command.Revert(VM, old.value()), Reason.NO_SUCH_SNAPSHOT);
        stage.session(desktop, 8);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L4_mergedLayersHideWhatAShrunkenDiskHid() throws Exception {
        stage.done(desktop, START);
        stage.write(desktop, 0, (int) SIZE, 9);
        stage.done(desktop, STOP);
        stage.resize(desktop, 4 * 65_536 + 512);
        stage.done(desktop, PUSH);
        stage.resize(desktop, SIZE);
        stage.done(desktop, PUSH);
        byte[] before = stage.content(desktop);
        assertThat(before[(int) SIZE - 1]).isZero();
        stage.done(desktop, COMPACT);
        assertThat(chain()).hasSize(3);
        assertThat(stage.content(desktop)).isEqualTo(before);
    }

    @Test
    void layersThatWereNotSentAreLeftAlone() throws Exception {
        sessions(1, 2, 3);
        stage.done(desktop, START_OFFLINE);
        stage.write(desktop, 0, 100, 7);
        stage.done(desktop, new Command.Stop(VM, false, true));
        List<Path> before = chain();
        stage.done(desktop, COMPACT);
        assertThat(chain()).isEqualTo(before);
    }

    @Test
    void runningVmIsLeftAlone() throws Exception {
        sessions(1, 2, 3);
        stage.done(desktop, START);
        List<Path> before = chain();
        stage.done(desktop, COMPACT);
        assertThat(chain()).isEqualTo(before);
    }

    @Test
    void L6_guestThatIsStartedWhileLayersAreMergedLosesNothing() throws Exception {
        sessions(1, 2, 3);
        Task compact = stage.heldAt("before createLayer", desktop, COMPACT);
        desktop.machine.virshStart(VM);
        stage.write(desktop, 0, 100, 7);
        stage.goOn(compact);
        assertThat(compact.explanation()).isEqualTo("done");
        stage.write(desktop, 500, 100, 8);
        desktop.machine.virshDestroy(VM);
        stage.done(desktop, PUSH);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void L6_guestThatIsStartedRightBeforeTheSwitchLosesNothing() throws Exception {
        sessions(1, 2, 3);
        Task compact = stage.heldAt("before define", desktop, COMPACT);
        desktop.machine.virshStart(VM);
        stage.write(desktop, 0, 100, 7);
        desktop.machine.virshDestroy(VM);
        byte[] written = stage.content(desktop);
        stage.goOn(compact);
        assertThat(compact.refused()).contains(Reason.WRONG_VM_STATE);
        assertThat(stage.content(desktop)).isEqualTo(written);
        stage.done(desktop, PUSH);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void mergeThatDiesAnywhereIsFinishedOrUndoneByTheNextRun() throws Exception {
        int point = 1;
        for (boolean died = true; died; point++) {
            twoHosts();
            sessions(1, 2, 3);
            died = stage.perform(
                            desktop,
                            COMPACT,
                            Trouble.NONE.withCrash(new Trouble.Point(Place.HYPERVISOR, false, point, point % 2 == 0)))
                    .crashed();
            stage.session(desktop, 4);
            stage.done(desktop, COMPACT);
            assertThat(chain()).as("died at %s", point).hasSize(3);
            for (int run = 0; run < 4; run++) {
                stage.done(desktop, PUSH);
            }
            assertThat(files()).as("died at %s", point).containsExactlyInAnyOrderElementsOf(chain());
            stage.done(laptop, PULL);
            stage.assertSame(desktop, laptop);
            stage.checkAll();
            assertThat(point).isLessThan(400);
        }
        assertThat(point).isGreaterThan(20);
    }

    @Test
    void longChainsAreShortenedAfterAPush() throws Exception {
        desktop.retention(new Retention(3, 0, 0, 0, 6, OptionalLong.empty()));
        for (int value = 1; value <= 30; value++) {
            stage.session(desktop, value);
            assertThat(memory().chain().line()).hasSizeLessThanOrEqualTo(6);
            assertThat(files()).hasSizeLessThanOrEqualTo(16);
        }
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    private void sessions(int... values) throws Exception {
        for (int value : values) {
            stage.session(desktop, value);
        }
    }

    private LocalVm memory() throws Exception {
        return desktop.remembered(VM).orElseThrow();
    }

    /** The files of the only disk, top first. */
    private List<Path> chain() throws Exception {
        Path active = desktop.domain(VM).orElseThrow().disks().get(0).source();
        return desktop.machine.connect().images().chain(active).stream()
                .map(ImageInfo::file)
                .toList();
    }

    private Set<Path> files() throws Exception {
        return new TreeSet<>(desktop.machine.connect().images().list(desktop.machine.folder()));
    }

    private Set<Path> withoutActive(Set<Path> files) throws Exception {
        Set<Path> rest = new TreeSet<>(files);
        rest.removeIf(file -> !chainOfMemory().contains(file));
        return rest;
    }

    private Set<Path> chainOfMemory() {
        try {
            Set<Path> all = new TreeSet<>(memory().asides());
            memory().chain()
                    .snapshots()
                    .values()
                    .forEach(snapshot -> snapshot.layers().values().forEach(layer -> all.add(layer.file())));
            return all;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<Path> withoutAsides(Set<Path> files) {
        Set<Path> rest = new TreeSet<>(files);
        rest.removeIf(file -> file.toString().contains(".aside."));
        return rest;
    }
}
