package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.retention.Retention;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.storage.Gate;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A VM whose work reaches the repository while it runs. */
@Timeout(60)
class RunningVmTest {

    private static final String VM = "daily";
    private static final WatchOptions QUICK = new WatchOptions(Duration.ofMillis(1), 2);

    private final MemoryStore store = new MemoryStore();
    private TestHost desktop;
    private TestHost laptop;

    @BeforeEach
    void twoHostsAndARepository(@TempDir Path folder) throws Exception {
        desktop = new TestHost("desktop", store, folder)
                .withVm(VM)
                .withRetention(new Retention(15, 7, 4, 3, 4, OptionalLong.empty()));
        laptop = new TestHost("laptop", store, folder);
        desktop.kss().initRepository();
        desktop.vm(VM).start(StartOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        desktop.close();
        laptop.close();
    }

    @Test
    void itsSnapshotIsSentAndTheLeaseStays() throws Exception {
        desktop.write(VM, "vda", 0, 100_000, 1);
        SnapshotPush sent = desktop.vm(VM).snapshotAndPush();

        assertThat(sent.snapshot().flatMap(SnapshotView::consistency)).contains(Consistency.CRASH);
        assertThat(sent.pushed().published()).hasSize(1);
        assertThat(sent.pushed().leaseReleased()).isFalse();
        assertThat(desktop.machine.connect().state(VM)).isEqualTo(RunState.RUNNING);
        assertThat(desktop.vm(VM).status().leaseIsOurs()).isTrue();
        assertRefused(Reason.LEASED_ELSEWHERE, () -> laptop.vm(VM).start(StartOptions.DEFAULT));
        assertRefused(
                Reason.LEASED_ELSEWHERE,
                () -> laptop.vm(VM).revert(sent.pushed().published().get(0).id().value()));
    }

    @Test
    void aGuestAgentMakesItQuiesced() throws Exception {
        desktop.machine.guest(VM).hasAgent(true);
        desktop.write(VM, "vda", 0, 100_000, 1);

        assertThat(desktop.vm(VM).snapshotAndPush().snapshot().flatMap(SnapshotView::consistency))
                .contains(Consistency.QUIESCED);
    }

    @Test
    void theStopHasOnlyTheRestToSend() throws Exception {
        desktop.write(VM, "vda", 0, 5_000_000, 1);
        desktop.vm(VM).snapshotAndPush();
        desktop.write(VM, "vdb", 0, 10, 2);
        StopResult stopped = desktop.vm(VM).stop(StopOptions.DEFAULT);

        PushResult rest = stopped.pushed().orElseThrow();
        assertThat(rest.dataBytes()).isBetween(1L, 200_000L);
        assertThat(rest.leaseReleased()).isTrue();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
        assertThat(laptop.content(VM, "vdb")).isEqualTo(desktop.content(VM, "vdb"));
    }

    @Test
    void withoutChangesNothingIsMade() throws Exception {
        assertThat(desktop.vm(VM).snapshotAndPush().snapshot()).isEmpty();
    }

    @Test
    void anUnmanagedVmIsAdoptedAndSentWhileItRuns() throws Exception {
        desktop.machine.createDomain("other", java.util.Map.of("vda", TestHost.DISK));
        desktop.machine.virshStart("other");
        desktop.write("other", "vda", 0, 10, 7);
        SnapshotPush sent = desktop.vm("other").snapshotAndPush();

        assertThat(sent.snapshot()).isPresent();
        assertThat(sent.pushed().leaseReleased()).isFalse();
    }

    @Test
    void withoutTheStoreTheSnapshotIsSafeHere() throws Exception {
        desktop.write(VM, "vda", 0, 10, 3);
        desktop.storeAway(true);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> desktop.vm(VM).snapshotAndPush())
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.SEALED_NOT_SENT);
                    assertThat(refusal.message()).contains("is made and safe on this host");
                });
        desktop.storeAway(false);
        assertThat(desktop.vm(VM).snapshotAndPush().pushed().published()).hasSize(1);
    }

    @Test
    void aBrokenLeaseSendsItsWorkToABranch() throws Exception {
        laptop.vm(VM).start(new StartOptions(false, false, true));
        laptop.write(VM, "vda", 0, 10, 4);
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        desktop.write(VM, "vda", 20, 10, 5);

        assertRefused(Reason.DIVERGED, () -> desktop.vm(VM).snapshotAndPush());
        assertRefused(Reason.DIVERGED, () -> desktop.vm(VM).watch(QUICK, event -> {}));
        assertThat(desktop.vm(VM).branches()).hasSize(1);
    }

    @Test
    void aWatchTakesTurnsUntilTheVmIsOffAndMergesWhatItMade() throws Exception {
        List<WatchEvent> events = new ArrayList<>();
        desktop.vm(VM).watch(QUICK, event -> {
            events.add(event);
            try {
                if (events.size() == 12) {
                    desktop.machine.virshDestroy(VM);
                } else if (event instanceof WatchEvent.Sent) {
                    desktop.write(VM, "vda", events.size() * 100_000L, 50_000, events.size());
                }
            } catch (io.kss.spi.hypervisor.HypervisorException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(events).last().isInstanceOf(WatchEvent.Stopped.class);
        assertThat(events.subList(0, 12)).allMatch(WatchEvent.Sent.class::isInstance);
        assertThat(desktop.vm(VM).snapshots().stream().filter(SnapshotView::inRepository))
                .as("the base, and two of its own")
                .hasSize(3);
        assertThat(events.stream()
                        .filter(WatchEvent.Sent.class::isInstance)
                        .mapToInt(event -> ((WatchEvent.Sent) event).mergedHere()))
                .as("layers that were merged while it ran")
                .anyMatch(merged -> merged > 0);
        String active = desktop.machine
                .connect()
                .domain(VM)
                .orElseThrow()
                .disks()
                .get(0)
                .source()
                .toString();
        assertThat(desktop.machine.connect().images().chain(Path.of(active))).hasSizeLessThanOrEqualTo(7);
        desktop.vm(VM).push();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
    }

    @Test
    void aWatchSurvivesALostStoreWithoutMakingLayersThatNobodySends() throws Exception {
        List<WatchEvent> events = new ArrayList<>();
        desktop.storeAway(true);
        desktop.vm(VM).watch(QUICK, event -> {
            events.add(event);
            try {
                if (events.size() == 1) {
                    desktop.write(VM, "vda", 0, 10, 3);
                } else if (events.size() == 3) {
                    desktop.storeAwayFromNowOn(false);
                } else if (event instanceof WatchEvent.Sent sent
                        && sent.result().snapshot().isPresent()) {
                    desktop.machine.virshDestroy(VM);
                }
            } catch (io.kss.spi.hypervisor.HypervisorException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(events.subList(0, 3)).allMatch(WatchEvent.Failed.class::isInstance);
        assertThat(events).filteredOn(WatchEvent.Sent.class::isInstance).hasSize(1);
        assertThat(desktop.vm(VM).snapshots()).hasSize(2);
    }

    @Test
    void aVmThatDoesNotRunIsNotWatched() throws Exception {
        desktop.vm(VM).stop(StopOptions.DEFAULT);

        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).watch(QUICK, event -> {}));
    }

    @Test
    void anInterruptEndsAWatch() throws Exception {
        Thread watching = Thread.currentThread();
        assertRefused(
                Reason.INTERRUPTED,
                () -> desktop.vm(VM).watch(new WatchOptions(Duration.ofHours(1), 1), event -> watching.interrupt()));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Optional.of(desktop.vm(VM).status().leaseIsOurs())).contains(true);
    }

    @Test
    void aStopNeedNotWaitForTheTurnOfAWatch() throws Exception {
        Gate inTheMiddle = new Gate();
        desktop.write(VM, "vda", 0, 100_000, 1);
        desktop.progress(step -> {
            try {
                inTheMiddle.pass();
            } catch (InterruptedException e) {
                inTheMiddle.open();
                Thread.currentThread().interrupt();
            }
        });
        List<WatchEvent> events = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> {
            try {
                desktop.vm(VM).watch(new WatchOptions(Duration.ofHours(1), 1), events::add);
            } catch (KssException e) {
                throw new AssertionError(e);
            }
        });
        inTheMiddle.awaitArrival();
        StopResult stopped = desktop.vm(VM).stop(StopOptions.DEFAULT);

        assertThat(stopped.pushed().orElseThrow().leaseReleased()).isTrue();
        watch.get();
        assertThat(events).hasSize(2).last().isInstanceOf(WatchEvent.Stopped.class);
        assertThat(events.get(0))
                .isInstanceOfSatisfying(
                        WatchEvent.Failed.class,
                        failed -> assertThat(failed.failure().reason()).isEqualTo(Reason.BUSY));
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
    }

    @Test
    void aWatchMakesNobodyGiveWay() throws Exception {
        Gate inTheMiddle = new Gate();
        desktop.write(VM, "vda", 0, 100_000, 1);
        desktop.progress(step -> {
            try {
                inTheMiddle.pass();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        CompletableFuture<SnapshotPush> wanted = CompletableFuture.supplyAsync(() -> {
            try {
                return desktop.vm(VM).snapshotAndPush();
            } catch (KssException e) {
                throw new AssertionError(e);
            }
        });
        inTheMiddle.awaitArrival();
        List<WatchEvent> events = new ArrayList<>();
        desktop.vm(VM).watch(QUICK, event -> {
            events.add(event);
            if (events.size() == 3) {
                inTheMiddle.open();
            } else if (event instanceof WatchEvent.Sent) {
                try {
                    desktop.machine.virshDestroy(VM);
                } catch (io.kss.spi.hypervisor.HypervisorException e) {
                    throw new AssertionError(e);
                }
            }
        });

        assertThat(wanted.get().pushed().published()).hasSize(1);
        assertThat(events.subList(0, 3)).allMatch(WatchEvent.Failed.class::isInstance);
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
