package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.MemoryStore;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An older state becomes the newest, and nothing in between is lost. */
class GoingBackTest extends WorkedOn {

    @Test
    void anOldStateBecomesTheNewestAndNothingInBetweenIsLost() throws Exception {
        day(desktop, 1);
        byte[] first = desktop.content(VM, "vda");
        SnapshotId old = head();
        day(desktop, 2);
        byte[] second = desktop.content(VM, "vda");
        SnapshotId newer = head();

        RevertResult reverted = desktop.vm(VM).revert(old.value().substring(0, 8));

        assertThat(reverted.changed()).isTrue();
        assertThat(reverted.revertedTo().id()).isEqualTo(old);
        assertThat(reverted.head().parent()).contains(newer);
        assertThat(reverted.dataBytes()).as("all of it was here").isZero();
        assertThat(desktop.content(VM, "vda")).isEqualTo(first);
        assertThat(desktop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        assertThat(desktop.vm(VM).lease()).isEmpty();

        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(laptop.content(VM, "vda")).isEqualTo(first);
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        laptop.vm(VM).pull(Optional.of(newer.value()));
        assertThat(laptop.content(VM, "vda")).isEqualTo(second);
    }

    @Test
    void goingBackStoresNoDiskData() throws Exception {
        day(desktop, 1);
        SnapshotId old = head();
        day(desktop, 2);
        long before = desktop.vm(VM).snapshots().stream()
                .mapToLong(SnapshotView::storedBytes)
                .sum();
        RevertResult reverted = desktop.vm(VM).revert(old.value());
        assertThat(reverted.head().storedBytes()).isZero();
        assertThat(reverted.head().dataBytes()).isPositive();
        assertThat(desktop.vm(VM).snapshots().stream()
                        .mapToLong(SnapshotView::storedBytes)
                        .sum())
                .isEqualTo(before);
    }

    @Test
    void aFullStoreLeavesNoLeaseBehind() throws Exception {
        day(desktop, 1);
        SnapshotId old = head();
        day(desktop, 2);
        MemoryStore.Snapshot before = store.snapshot();
        boolean refused = false;
        for (int room = 3_000; !refused; room -= 400) {
            store.restore(before);
            store.setCapacity(stored() + room);
            try (TestHost third = new TestHost("third" + room, store, folder)) {
                third.vm(VM).revert(old.value());
            } catch (KssException e) {
                assertThat(e.reason()).isEqualTo(Reason.NO_ROOM_ON_STORE);
                refused = true;
                assertThat(room).as("room for two entries of the journal").isPositive();
            }
        }
        store.setCapacity(Long.MAX_VALUE);
        desktop.close();
        assertThat(desktop.vm(VM).lease()).isEmpty();
    }

    private long stored() throws Exception {
        try (StorageBackend backend = store.connect();
                Stream<ObjectInfo> objects = backend.list("")) {
            return objects.mapToLong(ObjectInfo::size).sum();
        }
    }

    @Test
    void workAfterGoingBackGoesOnAsEver() throws Exception {
        day(desktop, 1);
        SnapshotId old = head();
        day(desktop, 2);
        desktop.vm(VM).revert(old.value());
        day(desktop, 3);
        day(laptop, 4);
        desktop.vm(VM).pull(Optional.empty());
        assertSameDisks();
    }

    @Test
    void aHostThatLacksTheVmCanGoBackToo() throws Exception {
        day(desktop, 1);
        byte[] first = desktop.content(VM, "vda");
        SnapshotId old = head();
        day(desktop, 2);
        laptop.vm(VM).revert(old.value());
        assertThat(laptop.content(VM, "vda")).isEqualTo(first);
        desktop.vm(VM).pull(Optional.empty());
        assertSameDisks();
    }

    @Test
    void unsealedWorkIsSealedAndSentBeforeGoingBack() throws Exception {
        day(desktop, 1);
        SnapshotId old = head();
        desktop.machine.virshStart(VM);
        desktop.write(VM, "vda", 0, 100, 9);
        desktop.machine.virshDestroy(VM);
        byte[] work = desktop.content(VM, "vda");

        RevertResult reverted = desktop.vm(VM).revert(old.value());

        SnapshotView sent = reverted.pushed().orElseThrow().published().get(0);
        assertThat(reverted.head().parent()).contains(sent.id());
        desktop.vm(VM).pull(Optional.of(sent.id().value()));
        assertThat(desktop.content(VM, "vda")).isEqualTo(work);
    }

    @Test
    void goingBackToWhatIsTheNewestMakesNoSnapshot() throws Exception {
        day(desktop, 1);
        SnapshotId old = head();
        day(desktop, 2);
        RevertResult first = desktop.vm(VM).revert(old.value());
        RevertResult again = desktop.vm(VM).revert(old.value());
        assertThat(again.changed()).isFalse();
        assertThat(again.head().id()).isEqualTo(first.head().id());
    }

    @Test
    void firmwareVariablesGoBackAsWell() throws Exception {
        desktop.machine.guest(VM).changeNvram(new byte[] {1});
        day(desktop, 1);
        SnapshotId old = head();
        desktop.machine.guest(VM).changeNvram(new byte[] {2});
        day(desktop, 2);
        desktop.vm(VM).revert(old.value());
        assertThat(nvram(desktop, VM)).containsExactly(1);
    }

    @Test
    void disksOfOtherSizesGoBackToWhatTheyWere() throws Exception {
        long[] sizes = {TestHost.DISK - 100 * 512, TestHost.DISK / 2 + 512, TestHost.DISK + 33 * 512, 3 * 512};
        byte[][] contents = new byte[sizes.length][];
        SnapshotId[] ids = new SnapshotId[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            resize(desktop, sizes[i]);
            desktop.machine.virshStart(VM);
            desktop.write(VM, "vda", Math.max(0, sizes[i] - 70_000), (int) Math.min(sizes[i], 70_000), i + 1);
            desktop.machine.virshDestroy(VM);
            desktop.vm(VM).push();
            contents[i] = desktop.content(VM, "vda");
            ids[i] = head();
            if (i % 2 == 1) {
                resize(desktop, sizes[i] + 1000 * 512);
                desktop.vm(VM).push();
            }
        }
        for (int i : new int[] {2, 0, 3, 1, 0, 2}) {
            desktop.vm(VM).revert(ids[i].value());
            assertThat(desktop.content(VM, "vda")).isEqualTo(contents[i]);
            laptop.vm(VM).pull(Optional.empty());
            assertThat(laptop.content(VM, "vda")).isEqualTo(contents[i]);
        }
    }

    @Test
    void goingBackIsRefusedWhileAnotherHostLeasesOrTheVmRuns() throws Exception {
        day(desktop, 1);
        SnapshotId old = head();
        day(desktop, 2);
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertRefused(Reason.LEASED_ELSEWHERE, () -> desktop.vm(VM).revert(old.value()));
        assertRefused(Reason.WRONG_VM_STATE, () -> laptop.vm(VM).revert(old.value()));
    }

    @Test
    void namesThatFitNothingOrTooMuchAreRefused() throws Exception {
        day(desktop, 1);
        day(desktop, 2);
        assertRefused(Reason.NO_SUCH_SNAPSHOT, () -> desktop.vm(VM).revert("zzzz"));
        assertRefused(Reason.NO_SUCH_SNAPSHOT, () -> desktop.vm(VM).revert(""));
        assertRefused(Reason.NO_SUCH_SNAPSHOT, () -> desktop.vm(VM).cloneAs("copy", Optional.of("zzzz")));
        assertRefused(Reason.NO_SUCH_BRANCH, () -> desktop.vm(VM).adopt("zzzz"));
        assertRefused(Reason.NO_SUCH_VM, () -> desktop.vm("nobody").revert("1234"));
        assertThat(desktop.vm("copy").status().run()).isEmpty();
    }

    private static void resize(TestHost host, long size) throws Exception {
        try (Hypervisor hypervisor = host.machine.connect()) {
            host.machine
                    .files()
                    .resize(
                            hypervisor
                                    .domain(VM)
                                    .orElseThrow()
                                    .disk("vda")
                                    .orElseThrow()
                                    .source(),
                            size);
        }
    }
}
