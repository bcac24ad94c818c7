package io.kss.core.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;

/** A host's clock: wrong by any amount, and set back or forth at times (rule J7). */
final class SkewedClock extends Clock {

    private static final long DECADE_SECONDS = 10L * 365 * 86_400;

    private final Random random;
    private Instant now = Instant.parse("2031-05-05T08:00:00Z");

    SkewedClock(long seed) {
        this.random = new Random(seed);
        now = now.plusSeconds(random.nextLong(DECADE_SECONDS) - DECADE_SECONDS / 2);
    }

    @Override
    public synchronized Instant instant() {
        now = random.nextInt(200) == 0
                ? now.plusSeconds(random.nextLong(DECADE_SECONDS) - DECADE_SECONDS / 2)
                : now.plusMillis(random.nextInt(100_000));
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
