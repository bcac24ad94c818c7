package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.PushResult;
import io.kss.core.SnapshotPush;
import io.kss.core.SnapshotView;
import io.kss.core.WatchEvent;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for VMs that run. */
class RunningCommandsTest {

    private static final PushResult PUSHED =
            new PushResult(List.of(Samples.DESKTOP_SNAPSHOT), 350_000_000, 120_000_000, false);

    @TempDir
    Path folder;

    private TestCli cli;
    private FakeVm vm;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
        vm = cli.kss.vm("gaming");
        vm.push = () -> PUSHED;
    }

    @Test
    void aSnapshotIsMadeAndSentInTheBackground() {
        vm.made = Optional.of(with(Consistency.CRASH));

        assertThat(cli.run("snapshot", "create", "gaming", "--push", "--bandwidth", "20MB/s"))
                .isZero();
        assertThat(cli.out).isEqualTo("""
                        gaming: snapshot 3c3c3c3c, desktop, 2026-11-03 18:23, 350 MB, as after a power cut: no guest agent froze the file systems
                        gaming: sent 1 snapshot, 350 MB of changes, 120 MB added to the store
                        """);
        assertThat(cli.wentLast).isTrue();
        assertThat(cli.opened.orElseThrow().settings().transfer().bandwidth()).hasValue(20_000_000);
    }

    @Test
    void aSnapshotThatIsNotSentSaysThatItWasQuiesced() {
        vm.made = Optional.of(with(Consistency.QUIESCED));

        assertThat(cli.run("snapshot", "create", "gaming")).isZero();
        assertThat(cli.out).contains("3c3c3c3c").contains("frozen by the guest agent");
        assertThat(cli.wentLast).isFalse();
    }

    @Test
    void theConfiguredBandwidthIsNotExceeded() {
        cli.config(TestCli.minimalConfig(folder) + "[transfer]\nbandwidth = \"5MB/s\"\n");

        assertThat(cli.run("snapshot", "create", "gaming", "--push", "--bandwidth", "20MB/s"))
                .isZero();
        assertThat(cli.opened.orElseThrow().settings().transfer().bandwidth()).hasValue(5_000_000);
    }

    @Test
    void aTakeoverThatDidItsWorkCanBeRepeated() {
        vm.status = Samples.leasedHere("gaming", RunState.RUNNING);

        assertThat(cli.run("takeover", "gaming")).isZero();
        assertThat(cli.out).isEqualTo("gaming: runs here already\n");
        assertThat(vm.calls).contains("settle the takeover");
    }

    @Test
    void aRepeatedTakeoverHasAGuestGoOnThatHadFoundNoRoom() {
        vm.status = Samples.leasedHere("gaming", RunState.HELD);
        vm.goesOn = () -> true;

        assertThat(cli.run("takeover", "gaming")).isZero();
        assertThat(cli.out).isEqualTo("gaming: stood still here because a write found no room; it goes on\n");
    }

    @Test
    void aRepeatedTakeoverOfAGuestThatStillFindsNoRoomIsNotCalledDone() {
        vm.status = Samples.leasedHere("gaming", RunState.HELD);
        vm.goesOn = () -> {
            throw new KssException(Reason.NO_ROOM_LOCALLY, "It stands still.", "make room");
        };

        assertThat(cli.run("takeover", "gaming")).isEqualTo(9);
        assertThat(cli.err).contains("It stands still.").contains("make room");
    }

    @Test
    void aCheckOfWhatIsHereAndPausedChangesNothing() {
        vm.status = Samples.leasedHere("gaming", RunState.HELD);

        assertThat(cli.run("takeover", "gaming", "--check")).isEqualTo(8);
        assertThat(cli.err).contains("does not run");
        assertThat(vm.calls).doesNotContain("go on", "settle the takeover");
    }

    @Test
    void aTakeoverOfWhatIsHereAndOffSaysHowToStartIt() {
        vm.status = Samples.leasedHere("gaming", RunState.OFF);
        vm.goesOn = () -> {
            throw new KssException(Reason.WRONG_VM_STATE, "It does not run.", "kss start gaming");
        };

        assertThat(cli.run("takeover", "gaming")).isEqualTo(8);
        assertThat(cli.err).contains("does not run").contains("kss start gaming");
    }

    @Test
    void aWatchTellsEveryTurn() {
        events();

        assertThat(cli.run("watch", "gaming", "--every", "1h", "--keep", "2")).isZero();
        assertThat(vm.calls).containsExactly("watch WatchOptions[every=PT1H, keep=2]");
        assertThat(cli.wentLast).isTrue();
        assertThat(cli.out).isEqualTo("""
                        2026-11-03 18:22 gaming: snapshot 3c3c3c3c, desktop, 2026-11-03 18:23, 350 MB, file systems frozen by the guest agent; sent 350 MB of changes, 120 MB added to the store; 1 older snapshot merged into newer ones; layers of 3 snapshots merged here
                        2026-11-03 18:22 gaming: It is away. Tried again at 2026-11-03 19:22.
                        2026-11-03 18:22 gaming: off; the watch ends
                        """);
    }

    @Test
    void aProgramGetsADocumentForEveryTurnAndOneAtTheEnd() {
        events();

        assertThat(cli.run("watch", "gaming", "--json")).isZero();
        assertThat(cli.out.lines().toList()).hasSize(4);
        assertThat(cli.out.lines().toList().get(0))
                .startsWith("{\"schema\":1,\"command\":\"watch\",\"event\":{\"vm\":\"gaming\",\"snapshot\":{")
                .contains("\"kind\":\"sent\"")
                .contains("\"consistency\":\"quiesced\"")
                .contains("\"mergedHere\":3");
        assertThat(cli.out.lines().toList().get(1))
                .contains("\"kind\":\"failed\"")
                .contains("\"reason\":\"store-unavailable\"")
                .contains("\"next\":\"2026-11-03T19:22:07Z\"");
        assertThat(cli.out.lines().toList().get(3))
                .isEqualTo(
                        "{\"schema\":1,\"command\":\"watch\",\"result\":{\"vm\":\"gaming\",\"snapshots\":1,\"failures\":1},"
                                + "\"exit\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0s", "9s", "25h", "-5m"})
    void anIntervalThatMakesNoSenseIsWrongUsage(String every) {
        assertThat(cli.run("watch", "gaming", "--every=" + every)).isEqualTo(2);
        assertThat(cli.err).contains("--every");
        assertThat(vm.calls).isEmpty();
    }

    @Test
    void nothingCanBeKeptIsWrongUsage() {
        assertThat(cli.run("watch", "gaming", "--keep", "0")).isEqualTo(2);
        assertThat(cli.err).contains("--keep");
    }

    private void events() {
        SnapshotPush push = new SnapshotPush(Optional.of(with(Consistency.QUIESCED)), PUSHED);
        vm.events = List.of(
                new WatchEvent.Sent(Samples.NOW, push, 1, 3),
                new WatchEvent.Failed(
                        Samples.NOW,
                        new io.kss.core.failure.KssException(Reason.STORE_UNAVAILABLE, "It is away."),
                        Samples.NOW.plusSeconds(3600)),
                new WatchEvent.Stopped(Samples.NOW));
    }

    private static SnapshotView with(Consistency consistency) {
        SnapshotView view = Samples.DESKTOP_SNAPSHOT;
        return new SnapshotView(
                view.id(),
                view.parent(),
                view.host(),
                view.time(),
                view.dataBytes(),
                view.storedBytes(),
                view.here(),
                view.inRepository(),
                view.labels(),
                Optional.of(consistency));
    }
}
