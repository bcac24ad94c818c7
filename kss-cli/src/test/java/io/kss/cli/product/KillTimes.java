package io.kss.cli.product;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** When to kill a command: at any moment of what it really takes, and a little later. Keeps count. */
final class KillTimes {

    private final RandomGenerator random;
    private final Map<String, Count> counts = new TreeMap<>();

    KillTimes(RandomGenerator random) {
        this.random = random;
    }

    /** Notes how long a run that nobody killed took. */
    void took(Outcome outcome) {
        Count count = counts.computeIfAbsent(key(outcome), key -> new Count());
        count.runs++;
        count.millis += outcome.took().toMillis();
    }

    void killed(Outcome outcome) {
        counts.computeIfAbsent(key(outcome), key -> new Count()).kills++;
    }

    Duration next(String command) {
        Count count = counts.get(command);
        long typical = count == null || count.runs == 0 ? 2000 : count.millis / count.runs;
        return Duration.ofMillis(1 + (long) (random.nextDouble() * 1.1 * typical));
    }

    int kills() {
        return counts.values().stream().mapToInt(count -> count.kills).sum();
    }

    private static String key(Outcome outcome) {
        return outcome.arguments().get(0);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((command, count) -> text.append("  %-9s %4d kills, %4d whole runs of %d ms%n"
                .formatted(command, count.kills, count.runs, count.runs == 0 ? 0 : count.millis / count.runs)));
        return text.toString();
    }

    private static final class Count {
        private int kills;
        private int runs;
        private long millis;
    }
}
