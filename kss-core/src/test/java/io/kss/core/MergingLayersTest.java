package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.core.progress.Progress;
import io.kss.core.progress.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Whoever waits for layers to be merged sees why, and can leave. */
class MergingLayersTest extends WorkedOn {

    @Test
    void mergingTellsHowFarItIs() throws Exception {
        fourDays();
        List<Progress> heard = new ArrayList<>();
        desktop.progress(heard::add);
        desktop.vm(VM).compact(OptionalInt.of(2), false);
        List<Progress> merging = heard.stream()
                .filter(step -> step.step() == Progress.Step.MERGING)
                .toList();
        assertThat(merging).isNotEmpty().allSatisfy(step -> {
            assertThat(step.vm()).isEqualTo(VM);
            assertThat(step.done()).isBetween(1L, step.total());
        });
        assertThat(merging).extracting(Progress::done).isSorted();
    }

    @Test
    void mergingThatIsInterruptedChangesNothingAndCanBeDoneAgain() throws Exception {
        fourDays();
        byte[] before = desktop.content(VM, "vda");
        desktop.progress(step -> {
            if (step.step() == Progress.Step.MERGING) {
                Thread.currentThread().interrupt();
            }
        });
        assertRefused(Reason.INTERRUPTED, () -> desktop.vm(VM).compact(OptionalInt.of(2), false));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(desktop.content(VM, "vda")).isEqualTo(before);
        desktop.progress(ProgressListener.NONE);
        assertThat(desktop.vm(VM).compact(OptionalInt.of(2), false).mergedHere())
                .isPositive();
        assertThat(desktop.content(VM, "vda")).isEqualTo(before);
    }

    private void fourDays() throws Exception {
        for (int day = 1; day <= 4; day++) {
            day(desktop, day);
        }
    }
}
