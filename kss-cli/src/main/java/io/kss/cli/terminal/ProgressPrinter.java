package io.kss.cli.terminal;

import io.kss.core.progress.Progress;
import io.kss.core.progress.ProgressListener;
import java.io.PrintStream;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far work is on standard error: on a terminal as one line that is written again and again, elsewhere as plain
 * lines, few enough for a log. Thread-safe.
 */
public final class ProgressPrinter implements ProgressListener {

    private static final long LIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String CLEAR_LINE = "\r\u001b[K";

    /** How the line reads. */
    @FunctionalInterface
    public interface Form {
        String line(Progress progress, OptionalDouble workRate, OptionalDouble wireRate);
    }

    private final PrintStream err;
    private final boolean live;
    private final int width;
    private final LongSupplier nanoTime;
    private final Form form;

    private final Rate work = new Rate();
    private final Rate wire = new Rate();
    private @Nullable Step step;
    private long nextPrint;
    private boolean lineShown;

    private record Step(Progress.Step step, String vm) {}

    public ProgressPrinter(Terminal terminal, LongSupplier nanoTime, Form form) {
        this.err = terminal.err();
        this.live = terminal.traits().err();
        this.width = terminal.traits().width();
        this.nanoTime = nanoTime;
        this.form = form;
    }

    @Override
    public synchronized void progressed(Progress progress) {
        long now = nanoTime.getAsLong();
        Step present = new Step(progress.step(), progress.vm());
        boolean newStep = !present.equals(step);
        step = present;
        work.update(now, progress.done());
        wire.update(now, progress.transferred());
        if (!newStep && now - nextPrint < 0) {
            return;
        }
        nextPrint = now + (live ? LIVE_NANOS : PLAIN_NANOS);
        print(form.line(progress, work.perSecond(), wire.perSecond()));
    }

    /** Takes the live line away, so that something else can be printed. */
    public synchronized void clear() {
        if (lineShown) {
            err.print(CLEAR_LINE);
            err.flush();
            lineShown = false;
        }
    }

    private void print(String line) {
        if (live) {
            // A line that wraps could not be taken back.
            String shown = line.length() < width ? line : line.substring(0, width - 1);
            err.print(CLEAR_LINE + shown);
            err.flush();
            lineShown = true;
        } else {
            err.println(line);
        }
    }
}
