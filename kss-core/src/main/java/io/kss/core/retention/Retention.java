package io.kss.core.retention;

import java.util.OptionalLong;

/**
 * Which snapshots stay restore points. Heads, tips of branches and what the present holder of the lease stands on always
 * do; others that none of the counts keeps are merged into the next newer one that stays. Every count is one line's, from
 * its tip down: that order goes by history, never by clocks. Clocks only say which day, week or month (UTC) a snapshot
 * belongs to.
 *
 * @param keep how many of the newest snapshots stay, at least 1
 * @param daily of how many more days the newest snapshot stays, 0 for none
 * @param weekly of how many weeks, from Monday on
 * @param monthly of how many months
 * @param maxChain how many snapshots a line may have, 2 to 150: with more, a push thins it out by itself
 * @param maxBytes how much data the snapshots above the oldest one that stays may hold together; empty for no limit
 */
public record Retention(int keep, int daily, int weekly, int monthly, int maxChain, OptionalLong maxBytes) {

    /** The most that {@link #maxChain} may be: hypervisors refuse chains of about 200 files. */
    public static final int LONGEST_CHAIN = 150;

    /** The newest 15, one of each of 7 days, 4 weeks and 3 months; thinned out above 30. */
    public static final Retention DEFAULT = new Retention(15, 7, 4, 3, 30, OptionalLong.empty());

    public Retention {
        if (keep < 1 || daily < 0 || weekly < 0 || monthly < 0) {
            throw new IllegalArgumentException("keep must be at least 1, and daily, weekly and monthly at least 0");
        }
        if (maxChain < 2 || maxChain > LONGEST_CHAIN) {
            throw new IllegalArgumentException("maxChain must be from 2 to " + LONGEST_CHAIN + ", not " + maxChain);
        }
        if (maxBytes.isPresent() && maxBytes.getAsLong() < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1");
        }
    }

    /** Only the newest ones, and nothing for days, weeks and months. */
    public Retention onlyNewest(int count) {
        return new Retention(count, 0, 0, 0, Math.max(maxChain, Math.min(count, LONGEST_CHAIN)), OptionalLong.empty());
    }
}
