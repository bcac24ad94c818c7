package io.kss.cli.render;

import io.kss.core.StoreReport;
import io.kss.core.storecheck.Speed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How fast a store is, as people read it. */
public final class SpeedText {

    private SpeedText() {}

    public static List<String> lines(Speed speed) {
        TextTable rates = new TextTable("", ">ONE AT A TIME", ">" + speed.connections() + " AT ONCE");
        rates.row("write", rate(speed.write()), rate(speed.parallelWrite()));
        rates.row("read", rate(speed.read()), rate(speed.parallelRead()));
        TextTable latencies = new TextTable("", ">MEDIAN", ">SLOWEST");
        speed.latencies()
                .forEach(latency -> latencies.row(
                        Human.safe(latency.operation()), time(latency.median()), time(latency.slowest())));
        List<String> lines = new ArrayList<>();
        lines.add("Speed, with objects of " + Human.bytes(speed.objectBytes()) + " that can't be compressed:");
        rates.lines().forEach(line -> lines.add("  " + line));
        lines.add("Small objects:");
        latencies.lines().forEach(line -> lines.add("  " + line));
        return lines;
    }

    /** The last line: whether the store can be used. */
    public static String verdict(StoreReport report) {
        return "The store " + Human.safe(report.store())
                + (report.fit() ? " can hold a repository." : " can't hold a repository.");
    }

    private static String rate(long bytesPerSecond) {
        return Human.bytes(bytesPerSecond) + "/s";
    }

    private static String time(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
