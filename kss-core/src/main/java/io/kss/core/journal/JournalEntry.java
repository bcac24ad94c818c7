package io.kss.core.journal;

import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import java.time.Instant;
import java.util.Optional;

/**
 * One numbered record of a VM's journal.
 *
 * @param vm whose journal it is in
 * @param number its place, from 1 without gaps
 * @param previous the hash of the entry before it, empty for the first
 * @param host who wrote it
 * @param time when, by the writer's clock; for people only
 * @param nonce makes the entry unlike any other, so that a writer knows its own
 * @param event what it says
 * @param before the state that all earlier entries add up to, in every entry that {@link #isCheckpoint} expects it in
 */
public record JournalEntry(
        VmId vm,
        long number,
        String previous,
        HostIdentity host,
        Instant time,
        String nonce,
        Event event,
        Optional<VmState> before) {

    /** Every how many entries the state so far is written down. */
    static final long CHECKPOINT_EVERY = 64;

    /** Whether an entry of that number carries the state before it. */
    static boolean isCheckpoint(long number) {
        return number % CHECKPOINT_EVERY == 0;
    }
}
