package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.conflict.Relation;
import io.kss.core.failure.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A VM is forgotten on a host. */
class ForgettingTest extends WorkedOn {

    @Test
    void aForgottenVmIsMetAgainWithNothingToMove() throws Exception {
        day(desktop, 1);
        ForgetResult forgotten = desktop.vm(VM).forget(false);
        assertThat(forgotten.files()).isNotEmpty();
        assertThat(desktop.vm(VM).status().managed()).isFalse();

        assertThat(desktop.vm(VM).pull(Optional.empty()).dataBytes()).isZero();
        assertThat(desktop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        day(desktop, 2);
        laptop.vm(VM).pull(Optional.empty());
        assertSameDisks();
    }

    @Test
    void alsoOneThatNeverHadMoreThanItsFirstDisks() throws Exception {
        desktop.vm(VM).push();
        desktop.vm(VM).forget(false);
        desktop.machine.virshStart(VM);
        desktop.write(VM, "vda", 0, 100, 1);
        desktop.machine.virshDestroy(VM);
        assertThat(desktop.vm(VM).push().published()).hasSize(1);
        laptop.vm(VM).pull(Optional.empty());
        assertSameDisks();
    }

    @Test
    void theHolderOfTheLeaseForgetsNothing() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).forget(false));
        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).forget(true));
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        desktop.vm(VM).forget(false);
    }

    @Test
    void unsentWorkIsForgottenOnlyOnPurposeAndStaysInItsFiles() throws Exception {
        day(desktop, 1);
        desktop.machine.virshStart(VM);
        desktop.write(VM, "vda", 0, 100, 42);
        desktop.machine.virshDestroy(VM);
        desktop.vm(VM).snapshot();
        byte[] work = desktop.content(VM, "vda");
        assertRefused(Reason.BLOCKED_UNSENT, () -> desktop.vm(VM).forget(false));
        desktop.vm(VM).forget(true);
        assertThat(desktop.content(VM, "vda")).isEqualTo(work);
        desktop.vm(VM).push();
        laptop.vm(VM).pull(Optional.empty());
        assertThat(laptop.content(VM, "vda")).isEqualTo(work);
    }

    @Test
    void withoutTheStoreWhatWasSeenLastDecides() throws Exception {
        day(desktop, 1);
        desktop.storeAway(true);
        desktop.vm(VM).forget(false);
        desktop.storeAway(false);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.storeAway(true);
        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).forget(false));
    }

    @Test
    void anotherRepositoryCanBeBegunWithAfterForgetting() throws Exception {
        day(desktop, 1);
        byte[] content = desktop.content(VM, "vda");
        desktop.vm(VM).forget(false);
        desktop.close();
        store.connect().list("").map(object -> object.key()).toList().forEach(key -> {
            try {
                store.connect().delete(key);
            } catch (io.kss.spi.storage.StorageException e) {
                throw new IllegalStateException(e);
            }
        });
        desktop.kss().initRepository();
        desktop.vm(VM).push();
        try (TestHost other = new TestHost("other", store, folder)) {
            other.vm(VM).pull(Optional.empty());
            assertThat(other.content(VM, "vda")).isEqualTo(content);
        }
    }

    @Test
    void whatIsNotManagedCanNotBeForgotten() {
        assertRefused(Reason.NO_SUCH_VM, () -> desktop.vm(VM).forget(false));
    }
}
