package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a conflict left aside finds its end. */
class BranchesTest extends WorkedOn {

    @Test
    void aBranchIsDescribedByWhatItHasAndHowItDiffers() throws Exception {
        String name = conflictEndedWith(Keep.REMOTE).branch();
        List<BranchView> branches = desktop.vm(VM).branches();
        assertThat(branches).hasSize(1);
        BranchView branch = branches.get(0);
        assertThat(branch.name()).isEqualTo(name);
        assertThat(branch.tip().host()).isEqualTo("laptop");
        assertThat(branch.snapshots()).hasSize(1);
        assertThat(branch.headSnapshots()).isEqualTo(1);
        assertThat(branch.forkedFrom()).isPresent();
        assertThat(branch.dataBytes()).isPositive();
        assertThat(branch.differences())
                .filteredOn(disk -> disk.bytes() > 0)
                .extracting(VmDelta.Disk::target)
                .containsExactly("vda");
    }

    @Test
    void anAdoptedBranchIsTheHeadAndTheFormerHeadABranch() throws Exception {
        conflict();
        byte[] ours = laptop.content(VM, "vda");
        byte[] theirs = desktop.content(VM, "vda");
        String name = laptop.vm(VM).resolve(Keep.REMOTE).branch();

        AdoptResult adopted = laptop.vm(VM).adopt(name);

        desktop.vm(VM).pull(Optional.empty());
        assertThat(desktop.content(VM, "vda")).isEqualTo(ours);
        assertThat(desktop.vm(VM).branches()).extracting(BranchView::name).containsExactly(adopted.formerHead());
        desktop.vm(VM).adopt(adopted.formerHead());
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(desktop.content(VM, "vda")).isEqualTo(theirs);
    }

    @Test
    void aBranchIsNotAdoptedWhileAnotherHostLeases() throws Exception {
        String name = conflictEndedWith(Keep.REMOTE).branch();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertRefused(Reason.LEASED_ELSEWHERE, () -> laptop.vm(VM).adopt(name));
        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).adopt(name));
    }

    @Test
    void aBranchCanBeLookedAtAndCopiedByItsName() throws Exception {
        conflict();
        byte[] ours = laptop.content(VM, "vda");
        String name = laptop.vm(VM).resolve(Keep.REMOTE).branch();
        desktop.vm(VM).cloneAs("lab", Optional.of(name));
        assertThat(desktop.content("lab", "vda")).isEqualTo(ours);
        desktop.vm(VM).pull(Optional.of(name));
        assertThat(desktop.content(VM, "vda")).isEqualTo(ours);
        desktop.vm(VM).pull(Optional.empty());
        assertThat(desktop.vm(VM).revert(name).changed()).isTrue();
        assertThat(desktop.content(VM, "vda")).isEqualTo(ours);
    }

    @Test
    void aDeletedBranchIsGoneAndItsSpaceIsFreed() throws Exception {
        conflictEndedWith(Keep.REMOTE);
        BranchView branch = desktop.vm(VM).branches().get(0);
        desktop.vm(VM).deleteBranch(branch);
        assertThat(desktop.vm(VM).branches()).isEmpty();
        assertRefused(
                Reason.NO_SUCH_SNAPSHOT,
                () -> desktop.vm(VM).pull(Optional.of(branch.tip().id().value())));
        assertRefused(Reason.NO_SUCH_BRANCH, () -> desktop.vm(VM).deleteBranch(branch));
        desktop.kss().collectGarbage(false);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        assertThat(desktop.kss().verify(Optional.empty(), true).healthy()).isTrue();
    }

    @Test
    void aBranchThatThisHostStandsOnIsNotDeleted() throws Exception {
        conflict();
        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).push());
        BranchView branch = laptop.vm(VM).branches().get(0);
        assertRefused(Reason.WRONG_VM_STATE, () -> laptop.vm(VM).deleteBranch(branch));
        laptop.machine.virshStart(VM);
        laptop.write(VM, "vda", 0, 10, 33);
        laptop.machine.virshDestroy(VM);
        assertRefused(Reason.WRONG_VM_STATE, () -> laptop.vm(VM).deleteBranch(branch));
        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).push());
        assertRefused(Reason.WRONG_USAGE, () -> desktop.vm(VM).deleteBranch(branch));
        assertThat(laptop.vm(VM).branches()).hasSize(1);
    }
}
