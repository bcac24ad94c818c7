package io.kss.cli.terminal;

import java.util.OptionalDouble;

/** A speed, smoothed over the last seconds so that it can be read. Not thread-safe. */
final class Rate {

    /** After this long without change, about two thirds of the shown speed are the present one. */
    private static final double SMOOTHING_SECONDS = 5;

    private static final double MIN_STEP_SECONDS = 0.05;

    private double perSecond;
    private double warmth;
    private long lastNanos;
    private long lastAmount;
    private boolean started;

    /** Takes note of an amount that only grows; one that shrinks starts a new measurement. */
    void update(long nanos, long amount) {
        if (!started || amount < lastAmount) {
            started = true;
            perSecond = 0;
            warmth = 0;
            lastNanos = nanos;
            lastAmount = amount;
            return;
        }
        double seconds = (nanos - lastNanos) / 1e9;
        if (seconds < MIN_STEP_SECONDS) {
            return;
        }
        double present = (amount - lastAmount) / seconds;
        double weight = 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
        perSecond += weight * (present - perSecond);
        warmth += weight * (1 - warmth);
        lastNanos = nanos;
        lastAmount = amount;
    }

    /** Empty until something was measured. Corrected for the start from zero, so that the first value is a true one. */
    OptionalDouble perSecond() {
        return warmth == 0 ? OptionalDouble.empty() : OptionalDouble.of(perSecond / warmth);
    }
}
