package io.kss.cli.render;

import io.kss.core.progress.Progress;
import java.time.Duration;
import java.util.OptionalDouble;

/** How far long work is, on one line. */
public final class ProgressText {

    private static final Duration LONGEST = Duration.ofDays(10);

    private ProgressText() {}

    /**
     * The line.
     *
     * @param workRate bytes worked off per second
     * @param wireRate bytes transferred per second
     */
    public static String line(Progress progress, OptionalDouble workRate, OptionalDouble wireRate) {
        StringBuilder line = new StringBuilder(step(progress.step())).append(Human.safe(progress.vm()));
        if (!progress.detail().isEmpty()) {
            line.append(' ').append(Human.safe(progress.detail()));
        }
        if (progress.total() > 0) {
            long percent = Math.min(100, progress.done() * 100 / progress.total());
            line.append(": ").append(percent).append("%, ");
            line.append(Human.bytes(progress.done())).append(" of ").append(Human.bytes(progress.total()));
        } else if (progress.done() > 0) {
            line.append(": ").append(Human.bytes(progress.done()));
        }
        if (progress.transferred() > 0) {
            line.append(", ").append(Human.bytes(progress.transferred())).append(" transferred");
            if (wireRate.isPresent()) {
                line.append(" at ").append(Human.rate(wireRate.getAsDouble()));
            }
        }
        left(progress, workRate, line);
        return line.toString();
    }

    private static void left(Progress progress, OptionalDouble workRate, StringBuilder line) {
        long rest = progress.total() - progress.done();
        if (progress.total() == 0 || rest <= 0 || workRate.isEmpty() || workRate.getAsDouble() < 1) {
            return;
        }
        double seconds = rest / workRate.getAsDouble();
        if (seconds < LONGEST.toSeconds()) {
            line.append(", ")
                    .append(Human.duration(Duration.ofMillis((long) (seconds * 1000))))
                    .append(" left");
        }
    }

    private static String step(Progress.Step step) {
        return switch (step) {
            case WAITING_FOR_SHUTDOWN -> "Waiting for shutdown of ";
            case SEALING -> "Making a snapshot of ";
            case SAVING_MEMORY -> "Saving the memory of ";
            case LOADING_MEMORY -> "Loading the memory of ";
            case PUSHING -> "Sending ";
            case FETCHING -> "Fetching ";
            case MOVING -> "Moving ";
            case VERIFYING -> "Verifying ";
            case COLLECTING -> "Collecting garbage ";
            case MERGING -> "Merging older layers of ";
            case CHECKING_STORE -> "Checking the store:";
        };
    }
}
