package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.BackgroundPush;
import io.kss.core.workspace.BackgroundPush.Outcome;
import io.kss.core.workspace.RunMarks;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/** A push that nobody looks at: its outcome is noted, and it gives way to whoever wants the VM. */
final class BackgroundWork {

    private final RunMarks marks;
    private final Clock clock;

    BackgroundWork(RunMarks marks, Clock clock) {
        this.marks = marks;
        this.clock = clock;
    }

    /**
     * Does it.
     *
     * @throws KssException if it was interrupted, or failed in a way that the same may get over later
     */
    BackgroundPush send(GivingWay.Interruptible<PushResult> push) throws KssException, IOException {
        note(Outcome.UNFINISHED, "", List.of());
        GivingWay givingWay = new GivingWay(marks);
        try {
            return note(Outcome.DONE, said(givingWay.during(push)), List.of());
        } catch (KssException e) {
            // Whoever interrupted it: the outcome is settled, and noting it must not be cut short.
            boolean unused = Thread.interrupted();
            if (givingWay.gaveWay(e)) {
                return note(
                        Outcome.GAVE_WAY,
                        "It made way for a start of the VM; what is not sent yet goes with the next stop.",
                        List.of());
            }
            if (e.reason() != Reason.INTERRUPTED) {
                note(Outcome.REFUSED, e.message(), e.waysOut());
            }
            throw e;
        }
    }

    private static String said(PushResult result) {
        int sent = result.published().size();
        String what =
                sent == 0 ? "Nothing was left to send" : "Sent " + sent + (sent == 1 ? " snapshot" : " snapshots");
        return what + (result.leaseReleased() ? "; the lease is free." : ".");
    }

    private BackgroundPush note(Outcome outcome, String message, List<String> waysOut) throws IOException {
        BackgroundPush push = new BackgroundPush(clock.instant(), outcome, message, waysOut);
        marks.background(push);
        return push;
    }
}
