package io.kss.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.cli.render.ProgressText;
import io.kss.core.progress.Progress;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressPrinterTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    @Test
    void withoutATerminalThereIsAPlainLineEveryFiveSeconds() {
        ProgressPrinter printer = printer(false, 80);
        for (int second = 0; second <= 11; second++) {
            now = TimeUnit.SECONDS.toNanos(second);
            printer.progressed(pushing(second * 100_000_000L, second * 40_000_000L));
        }
        printer.clear();

        assertThat(printed()).isEqualTo("""
                        Sending gaming vda: 0%, 0 B of 2.0 GB
                        Sending gaming vda: 25%, 500 MB of 2.0 GB, 200 MB transferred at 40 MB/s, 15 s left
                        Sending gaming vda: 50%, 1.0 GB of 2.0 GB, 400 MB transferred at 40 MB/s, 10 s left
                        """);
    }

    @Test
    void aNewStepIsShownAtOnce() {
        ProgressPrinter printer = printer(false, 80);
        printer.progressed(new Progress(Progress.Step.SEALING, "gaming", "", 0, 0, 0));
        printer.progressed(pushing(0, 0));

        assertThat(printed()).isEqualTo("Making a snapshot of gaming\nSending gaming vda: 0%, 0 B of 2.0 GB\n");
    }

    @Test
    void onATerminalOneLineIsWrittenAgainAndAgainAndTakenAwayAtTheEnd() {
        ProgressPrinter printer = printer(true, 120);
        printer.progressed(pushing(0, 0));
        now = TimeUnit.MILLISECONDS.toNanos(20);
        printer.progressed(pushing(1, 1));
        now = TimeUnit.MILLISECONDS.toNanos(1000);
        printer.progressed(pushing(1_000_000_000, 500_000_000));
        printer.clear();
        printer.clear();

        assertThat(printed())
                .isEqualTo("\r\u001b[KSending gaming vda: 0%, 0 B of 2.0 GB"
                        + "\r\u001b[KSending gaming vda: 50%, 1.0 GB of 2.0 GB, 500 MB transferred at 500 MB/s, 1 s left"
                        + "\r\u001b[K");
    }

    @Test
    void aLiveLineNeverWraps() {
        ProgressPrinter printer = printer(true, 40);
        printer.progressed(pushing(1_000_000_000, 500_000_000));

        assertThat(printed().replace("\r\u001b[K", "")).hasSize(39);
    }

    @Test
    void aRateFollowsAChangeOfSpeedSmoothly() {
        Rate rate = new Rate();
        long amount = 0;
        for (int second = 0; second <= 60; second++) {
            rate.update(TimeUnit.SECONDS.toNanos(second), amount);
            amount += second < 30 ? 100 : 10;
        }
        assertThat(rate.perSecond().orElseThrow()).isBetween(10.0, 11.0);
        rate.update(TimeUnit.SECONDS.toNanos(61), amount + 1000);
        assertThat(rate.perSecond().orElseThrow()).isBetween(100.0, 400.0);
    }

    @Test
    void anAmountThatStartsAgainIsANewMeasurement() {
        Rate rate = new Rate();
        rate.update(0, 500);
        rate.update(TimeUnit.SECONDS.toNanos(1), 600);
        rate.update(TimeUnit.SECONDS.toNanos(2), 0);
        assertThat(rate.perSecond()).isEmpty();
    }

    private static Progress pushing(long done, long transferred) {
        return new Progress(Progress.Step.PUSHING, "gaming", "vda", done, 2_000_000_000, transferred);
    }

    private String printed() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private ProgressPrinter printer(boolean live, int width) {
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        TerminalTraits traits = new TerminalTraits(live, live, live, false, width);
        Terminal terminal = new Terminal(err, err, new BufferedReader(new StringReader("")), traits);
        return new ProgressPrinter(terminal, () -> now, ProgressText::line);
    }
}
