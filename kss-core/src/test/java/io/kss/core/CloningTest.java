package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.conflict.Relation;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A snapshot becomes a VM of its own. */
class CloningTest extends WorkedOn {

    @Test
    void aCopyIsAVmOfItsOwn() throws Exception {
        desktop.machine.guest(VM).changeNvram(new byte[] {7});
        day(desktop, 1);
        byte[] first = desktop.content(VM, "vda");
        SnapshotId old = head();
        day(desktop, 2);
        byte[] second = desktop.content(VM, "vda");

        CloneResult copy = desktop.vm(VM).cloneAs("lab", Optional.of(old.value()));

        assertThat(copy.dataBytes()).as("all of it was here").isZero();
        assertThat(desktop.content("lab", "vda")).isEqualTo(first);
        assertThat(nvram(desktop, "lab")).containsExactly(7);
        desktop.vm("lab").start(StartOptions.DEFAULT);
        desktop.write("lab", "vda", 0, 100, 77);
        desktop.vm("lab").stop(StopOptions.DEFAULT);
        assertThat(desktop.content(VM, "vda")).isEqualTo(second);
        assertThat(desktop.vm("lab").snapshots()).extracting(SnapshotView::id).doesNotContain(old);

        laptop.vm("lab").start(StartOptions.DEFAULT);
        assertThat(laptop.content("lab", "vda")).isEqualTo(desktop.content("lab", "vda"));
        day(desktop, 3);
        assertThat(desktop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
    }

    @Test
    void theNewestIsCopiedIfNoneIsNamedAlsoWhileTheVmRuns() throws Exception {
        day(desktop, 1);
        byte[] first = desktop.content(VM, "vda");
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 0, 100, 50);
        desktop.vm(VM).cloneAs("lab", Optional.empty());
        assertThat(desktop.content("lab", "vda")).isEqualTo(first);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        laptop.vm(VM).pull(Optional.empty());
        assertSameDisks();
    }

    @Test
    void aHostWithoutTheVmFetchesWhatTheCopyNeeds() throws Exception {
        day(desktop, 1);
        CloneResult copy = laptop.vm(VM).cloneAs("lab", Optional.empty());
        assertThat(copy.dataBytes()).isPositive();
        assertThat(laptop.content("lab", "vda")).isEqualTo(desktop.content(VM, "vda"));
        assertThat(laptop.vm(VM).status().run()).isEmpty();
        laptop.vm(VM).pull(Optional.empty());
        assertSameDisks();
    }

    @Test
    void aTakenNameIsRefused() throws Exception {
        day(desktop, 1);
        laptop.machine.createDomain("other", java.util.Map.of("vda", TestHost.DISK));
        laptop.vm("other").push();
        laptop.machine.createDomain("mine", java.util.Map.of("vda", TestHost.DISK));
        assertRefused(Reason.WRONG_USAGE, () -> desktop.vm(VM).cloneAs(VM, Optional.empty()));
        assertRefused(Reason.WRONG_USAGE, () -> desktop.vm(VM).cloneAs("other", Optional.empty()));
        assertRefused(Reason.WRONG_USAGE, () -> laptop.vm(VM).cloneAs("mine", Optional.empty()));
        assertRefused(Reason.WRONG_USAGE, () -> desktop.vm(VM).cloneAs("a/b", Optional.empty()));
    }

    @Test
    void localOnlyDisksOfACopyAreEmpty() throws Exception {
        desktop.withLocalOnly(VM, "vdb");
        desktop.close();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vdb", 0, 100, 5);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        CloneResult copy = desktop.vm(VM).cloneAs("lab", Optional.empty());
        assertThat(copy.emptyDisks()).containsExactly("vdb");
        assertThat(desktop.content("lab", "vdb")).hasSize((int) TestHost.DISK).containsOnly(0);
        assertThat(desktop.content(VM, "vdb")).contains(5);
    }

    @Test
    void theSecondVmOfAConflictCanBeSentToo() throws Exception {
        String second = conflictEndedWith(Keep.BOTH).secondVm().orElseThrow();
        laptop.vm(second).push();
        desktop.vm(second).pull(Optional.empty());
        assertThat(desktop.content(second, "vda")).isEqualTo(laptop.content(second, "vda"));
    }
}
