package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.Workspace;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** How fast this host's transfers are, learnt from those that were worth measuring. */
final class Speeds {

    private static final String PUSH = "push";
    private static final String PULL = "pull";
    private static final long WORTH_MEASURING = 64L << 20;

    private final Workspace workspace;
    private final Clock clock;

    Speeds(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    void pushed(long bytes, Instant since) throws IOException, KssException {
        learn(PUSH, bytes, since);
    }

    void pulled(long bytes, Instant since) throws IOException, KssException {
        learn(PULL, bytes, since);
    }

    /** How long both directions would take one after the other; empty if a speed that matters is not known. */
    Optional<Duration> estimate(List<VmDelta.Disk> push, List<VmDelta.Disk> pull) throws IOException, KssException {
        Optional<Duration> sending = time(PUSH, push);
        Optional<Duration> fetching = time(PULL, pull);
        return sending.isEmpty() || fetching.isEmpty()
                ? Optional.empty()
                : Optional.of(sending.get().plus(fetching.get()));
    }

    Optional<Duration> timeToPush(long bytes) throws IOException, KssException {
        return time(PUSH, bytes);
    }

    Optional<Duration> timeToPull(long bytes) throws IOException, KssException {
        return time(PULL, bytes);
    }

    private Optional<Duration> time(String kind, List<VmDelta.Disk> disks) throws IOException, KssException {
        return time(kind, disks.stream().mapToLong(VmDelta.Disk::bytes).sum());
    }

    private Optional<Duration> time(String kind, long bytes) throws IOException, KssException {
        if (bytes == 0) {
            return Optional.of(Duration.ZERO);
        }
        OptionalLong speed = workspace.speed(kind);
        return speed.isEmpty() || speed.getAsLong() < 1
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(bytes * 1000 / speed.getAsLong()));
    }

    private void learn(String kind, long bytes, Instant since) throws IOException, KssException {
        long millis = Duration.between(since, clock.instant()).toMillis();
        if (bytes >= WORTH_MEASURING && millis > 0) {
            workspace.rememberSpeed(kind, bytes / millis * 1000);
        }
    }
}
