package io.kss.core.simulation;

import static io.kss.core.simulation.Stage.PULL;
import static io.kss.core.simulation.Stage.PUSH;
import static io.kss.core.simulation.Stage.SIZE;
import static io.kss.core.simulation.Stage.START;
import static io.kss.core.simulation.Stage.STOP;
import static io.kss.core.simulation.Stage.VM;
import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Keep;
import io.kss.core.failure.Reason;
import io.kss.core.retention.Retention;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chains of files that get shorter while the VM runs: rules J1, L2, L5, L8 and P4. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("simulation")
class LiveMergingTest {

    private static final Command COMPACT = new Command.Compact(VM, OptionalInt.of(2));
    private static final Command SNAPSHOT_PUSH = new Command.SnapshotPush(VM);

    private Stage stage = new Stage();
    private SimulatedHost desktop;
    private SimulatedHost laptop;

    @BeforeEach
    void aRunningVm() throws Exception {
        stage = new Stage();
        desktop = stage.desktopWithVm();
        laptop = stage.host("laptop");
        stage.done(laptop, PULL);
        stage.done(desktop, START);
    }

    @AfterEach
    void everythingIsStillThere() throws Exception {
        stage.checkAll();
    }

    @Test
    void the_layers_of_a_running_VM_become_one_and_the_guest_goes_on() throws Exception {
        turns(5);
        assertThat(chain()).hasSize(7);
        byte[] before = stage.content(desktop);
        stage.done(desktop, COMPACT);
        assertThat(chain()).hasSize(4);
        assertThat(stage.content(desktop)).isEqualTo(before);
        assertThat(stage.holder()).contains("desktop");
        turns(2);
        stage.done(desktop, STOP);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void P4_what_it_replaced_goes_one_step_with_every_later_run() throws Exception {
        turns(5);
        stage.done(desktop, COMPACT);
        assertThat(memory().asides()).isNotEmpty();
        for (int run = 0; run < 3; run++) {
            stage.done(desktop, PUSH);
        }
        assertThat(memory().asides()).isEmpty();
        assertThat(images().list(desktop.machine.folder())).containsExactlyInAnyOrderElementsOf(chain());
    }

    @Test
    void P4_nothing_is_merged_while_the_store_lacks_a_pack_of_it() throws Exception {
        turns(5);
        desktop.retention(new Retention(20, 0, 0, 0, 3, OptionalLong.empty()));
        stage.store.snapshot().keys().stream()
                .filter(key -> key.value().startsWith("packs/"))
                .toList()
                .forEach(stage.store::lose);
        write(6);
        // Nothing can be restored now, so the promises are checked when that is mended.
        stage.task(desktop, SNAPSHOT_PUSH).goOn();
        assertThat(chain()).hasSize(8);
        stage.done(desktop, new Command.Push(VM, true));
    }

    @Test
    void nothing_is_merged_while_something_is_unsent() throws Exception {
        turns(4);
        write(9);
        stage.done(desktop, new Command.Snapshot(VM));
        List<Path> before = chain();
        stage.done(desktop, COMPACT);
        assertThat(chain()).isEqualTo(before);
    }

    @Test
    void L5_L8_nothing_is_merged_into_a_file_that_another_image_stands_on() throws Exception {
        turns(5);
        Path other = chain().get(2).resolveSibling("clone-of-somebody.qcow2");
        images().createOverlay(other, chain().get(2));
        byte[] before = desktop.machine.files().content(other);
        List<Path> chain = chain();
        stage.done(desktop, COMPACT);
        assertThat(chain()).isEqualTo(chain);
        assertThat(desktop.machine.files().content(other)).isEqualTo(before);
    }

    @Test
    void L5_nothing_is_merged_into_a_file_that_a_copy_stands_on() throws Exception {
        turns(3);
        stage.done(desktop, new Command.CloneAs(VM, Optional.empty(), "copy"));
        turns(2);
        List<Path> chain = chain();
        stage.done(desktop, COMPACT);
        assertThat(chain()).isEqualTo(chain);
    }

    @Test
    void L10_files_whose_memory_is_lost_are_never_taken_for_another_snapshot() throws Exception {
        stage.done(desktop, STOP);
        stage.session(desktop, 8);
        stage.done(desktop, START);
        turns(4);
        stage.done(desktop, COMPACT);
        write(7);
        desktop.machine.virshDestroy(VM);
        byte[] before = stage.content(desktop);
        desktop.disk.lose();
        Task push = stage.perform(desktop, PUSH);
        assertThat(push.refused()).as(push.explanation()).contains(Reason.DIVERGED);
        assertThat(stage.content(desktop)).isEqualTo(before);
        stage.done(desktop, new Command.BreakLease(VM));
        stage.done(desktop, new Command.Resolve(VM, Keep.LOCAL));
        assertThat(stage.content(desktop)).isEqualTo(before);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    @Test
    void a_merge_that_dies_anywhere_is_finished_by_the_next() throws Exception {
        for (Place place : List.of(Place.HYPERVISOR, Place.STATE)) {
            int points = 1;
            while (mergeDies(place, points)) {
                points += place == Place.HYPERVISOR ? 3 : 1;
            }
            assertThat(points).isGreaterThan(2);
        }
    }

    private boolean mergeDies(Place place, int point) throws Exception {
        aRunningVm();
        turns(4);
        byte[] before = stage.content(desktop);
        boolean died = stage.perform(
                        desktop, COMPACT, Trouble.NONE.withCrash(new Trouble.Point(place, false, point, false)))
                .crashed();
        assertThat(stage.content(desktop)).isEqualTo(before);
        stage.checkAll();
        boolean off = point % 2 == 0;
        if (off) {
            desktop.machine.virshDestroy(VM);
            stage.done(desktop, PUSH);
        } else {
            write(9);
            stage.done(desktop, SNAPSHOT_PUSH);
        }
        stage.done(desktop, COMPACT);
        assertThat(chain()).as("died at %s %s", place, point).hasSizeLessThanOrEqualTo(4);
        assertThat(memory().chain().line()).noneMatch(LocalSnapshot::isHalfMerged);
        stage.checkAll();
        if (!off) {
            stage.done(desktop, STOP);
        }
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
        return died;
    }

    @Test
    void a_machine_that_loses_power_in_the_middle_finds_everything() throws Exception {
        turns(4);
        byte[] before = stage.content(desktop);
        Task compact = stage.heldAt("before commit:copy", desktop, COMPACT);
        desktop.powerLoss();
        stage.goOn(compact);
        assertThat(stage.content(desktop)).isEqualTo(before);
        assertThat(memory().chain().line()).anyMatch(LocalSnapshot::isHalfMerged);
        stage.done(desktop, PUSH);
        assertThat(memory().chain().line()).noneMatch(LocalSnapshot::isHalfMerged);
        stage.done(laptop, PULL);
        stage.assertSame(desktop, laptop);
    }

    private void turns(int count) throws Exception {
        for (int turn = 1; turn <= count; turn++) {
            write(turn);
            stage.done(desktop, SNAPSHOT_PUSH);
        }
    }

    private void write(int value) throws Exception {
        stage.write(desktop, (value * 70_000L) % (SIZE - 80_000), 75_000, value);
    }

    private List<Path> chain() throws Exception {
        Path active = desktop.domain(VM).orElseThrow().disks().get(0).source();
        return images().chain(active).stream().map(ImageInfo::file).toList();
    }

    private DiskImages images() {
        return desktop.machine.connect().images();
    }

    private LocalVm memory() throws Exception {
        return desktop.remembered(VM).orElseThrow();
    }
}
