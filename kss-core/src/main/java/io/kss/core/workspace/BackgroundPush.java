package io.kss.core.workspace;

import java.time.Instant;
import java.util.List;

/**
 * The last work that was done on a VM with nobody looking on: after its guest powered itself off, or when the host came up.
 *
 * @param time when it ended, or began if it has not ended
 * @param outcome how it ended
 * @param message what there is to say about it, whole sentences
 * @param waysOut what a person can do about it; complete commands, the best first
 */
public record BackgroundPush(Instant time, Outcome outcome, String message, List<String> waysOut) {

    /** How it ended. */
    public enum Outcome {
        /** It has not: it is under way, or was cut short by a crash. */
        UNFINISHED,
        /** All is sent. */
        DONE,
        /** It made way for a start of the VM; what is left to send goes with the next stop. */
        GAVE_WAY,
        /** A person has to look at it. */
        REFUSED
    }

    public BackgroundPush {
        waysOut = List.copyOf(waysOut);
    }
}
