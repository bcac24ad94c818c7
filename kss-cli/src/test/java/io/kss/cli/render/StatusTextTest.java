package io.kss.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.cli.Samples;
import io.kss.cli.terminal.Style;
import io.kss.core.VmStatus;
import io.kss.core.conflict.Relation;
import io.kss.core.workspace.BackgroundPush;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {

    private final StatusText text = new StatusText(new Times(ZoneOffset.UTC), Style.PLAIN);

    @Test
    void inSyncIsTwoLines() {
        assertThat(text.lines(Samples.inSync("gaming")))
                .containsExactly("gaming: off, in sync", "  repository   1a1a1a1a, desktop, 2026-11-02 18:22, 4.3 GB");
    }

    @Test
    void divergedShowsBothSidesAndWhatToDo() {
        assertThat(String.join("\n", text.lines(Samples.diverged("work")))).isEqualTo("""
                        work: off, diverged: both sides have changes, leased elsewhere
                          repository   2b2b2b2b, laptop, 2026-11-03 18:22, 1.2 GB
                          here         1a1a1a1a, desktop, 2026-11-02 18:22, 4.3 GB
                          unsent       1 snapshot, 350 MB
                          no snapshot  changes since the last one, 42 MB
                          lease        laptop, since 2026-11-03 18:22
                          next         kss resolve work --keep remote
                          or           kss resolve work --keep local""");
    }

    @Test
    void anUnreachableStoreAndObstaclesAreShown() {
        VmStatus status = new VmStatus(
                "gaming",
                Optional.empty(),
                false,
                Relation.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                false,
                0,
                Optional.empty(),
                false,
                List.of("desktop-2026-11-01"),
                Optional.of("sftp nas does not answer."),
                List.of("There is a managed save image."),
                Optional.of(new BackgroundPush(
                        Samples.NOW, BackgroundPush.Outcome.REFUSED, "The store is away.", List.of())),
                Optional.empty(),
                List.of());

        assertThat(text.lines(status))
                .containsExactly(
                        "gaming: not on this host, not known whether in sync",
                        "  branches     desktop-2026-11-01",
                        "  store        sftp nas does not answer.",
                        "  obstacle     There is a managed save image.",
                        "  background   2026-11-03 18:22: The store is away.");
    }

    @Test
    void timesAreThoseOfTheReadersZone() {
        StatusText berlin = new StatusText(new Times(ZoneId.of("Europe/Berlin")), Style.PLAIN);
        assertThat(berlin.lines(Samples.inSync("gaming")).get(1)).contains("2026-11-02 19:22");
    }

    @Test
    void coloursComeOnlyWhereWanted() {
        assertThat(new StatusText(new Times(ZoneOffset.UTC), new Style(true))
                        .lines(Samples.inSync("gaming"))
                        .get(0))
                .isEqualTo("\u001b[1mgaming\u001b[0m: off, \u001b[32min sync\u001b[0m");
    }

    @Test
    void snapshotsAreATable() {
        List<String> lines = new SnapshotText(new Times(ZoneOffset.UTC))
                .table(List.of(Samples.DESKTOP_SNAPSHOT, Samples.LAPTOP_SNAPSHOT, Samples.BASE));

        assertThat(String.join("\n", lines)).isEqualTo("""
                        ID        HOST     TIME              CHANGED  STORED  WHERE       LABELS
                        3c3c3c3c  desktop  2026-11-03 18:23   350 MB       -  here
                        2b2b2b2b  laptop   2026-11-03 18:22   1.2 GB  600 MB  store       head
                        1a1a1a1a  desktop  2026-11-02 18:22   4.3 GB  2.2 GB  here+store  base""");
    }
}
