package io.kss.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What push or pull would move.
 *
 * @param push what would be sent, by disk; of a grain that several snapshots changed the newest version only
 * @param pull what would be fetched, by disk
 * @param estimate how long it would take, if the speed of earlier transfers is known
 * @param ways how it could be done, with what each costs; those of a direction in which there is nothing to move are
 *     missing
 */
public record VmDelta(List<Disk> push, List<Disk> pull, Optional<Duration> estimate, List<Way> ways) {

    public VmDelta {
        ways = List.copyOf(ways);
    }

    /** One whose ways were not compared. */
    public VmDelta(List<Disk> push, List<Disk> pull, Optional<Duration> estimate) {
        this(push, pull, estimate, List.of());
    }

    /**
     * One disk's share.
     *
     * @param target the disk
     * @param bytes data to move, before compression and deduplication
     * @param grains changed grains of 64 KiB, those that became zero included
     * @param snapshots how many snapshots it spans
     */
    public record Disk(String target, long bytes, long grains, int snapshots) {}

    /**
     * One way to do it.
     *
     * @param kind which
     * @param bytes data to move, before compression and deduplication
     * @param stored the same as it lies in the store, which is what a fetch moves; empty if it is not there yet
     * @param time how long it would take, if the speed of earlier transfers is known
     * @param chosen whether push or pull does it this way by itself
     */
    public record Way(Kind kind, long bytes, OptionalLong stored, Optional<Duration> time, boolean chosen) {}

    /** What a way is. */
    public enum Kind {
        /** Every snapshot that was not sent becomes a restore point: what two of them changed goes twice. */
        PUSH_EACH_SNAPSHOT,
        /** Only the newest becomes one. */
        PUSH_MERGED,
        /** What differs from what is here. */
        PULL_CHANGES,
        /** Everything anew, beside what is here. */
        PULL_EVERYTHING
    }
}
