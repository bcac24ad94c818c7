package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.Finding;
import io.kss.core.MergeResult;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.StopResult;
import io.kss.core.StoreReport;
import io.kss.core.VerifyReport;
import io.kss.core.VmDelta;
import io.kss.core.failure.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each command asks the library for and tells the person. */
class CommandsTest {

    @TempDir
    Path folder;

    private TestCli cli;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
    }

    @Test
    void statusShowsEveryVmWithoutNamingAny() {
        cli.kss.vm("gaming").status = Samples.inSync("gaming");
        cli.kss.vm("work").status = Samples.diverged("work");

        assertThat(cli.run("status")).isZero();

        assertThat(cli.out).contains("gaming: off, in sync").contains("work: off, diverged");
        assertThat(cli.err).isEmpty();
    }

    @Test
    void statusOfNamedVmsAsksOnlyForThose() {
        cli.kss.vm("gaming");
        cli.kss.vm("work");

        cli.run("status", "work");

        assertThat(cli.kss.vm("gaming").calls).isEmpty();
        assertThat(cli.kss.vm("work").calls).containsExactly("status");
    }

    @Test
    void statusOfOneBrokenVmDoesNotHideTheOthers() {
        cli.kss.vm("broken").failStatus = Optional.of(FakeKss.refusal(Reason.SEALED_LAYER_CHANGED));
        cli.kss.vm("gaming");

        assertThat(cli.run("status")).isEqualTo(7);

        assertThat(cli.out).contains("It is sealed-layer-changed.").contains("gaming: off, in sync");
    }

    @Test
    void statusWithoutAnyVmSaysSo() {
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out).contains("No VMs");
    }

    @Test
    void listFiltersBySide() {
        cli.kss.vm("gaming").snapshots = List.of(Samples.LAPTOP_SNAPSHOT, Samples.DESKTOP_SNAPSHOT, Samples.BASE);

        cli.run("list", "gaming");
        assertThat(cli.out).contains("1a1a1a1a").contains("2b2b2b2b").contains("3c3c3c3c");
        cli.run("list", "gaming", "--local");
        assertThat(cli.out).contains("1a1a1a1a").contains("3c3c3c3c").doesNotContain("2b2b2b2b");
        cli.run("list", "gaming", "--remote");
        assertThat(cli.out).contains("1a1a1a1a").contains("2b2b2b2b").doesNotContain("3c3c3c3c");
    }

    @Test
    void pushTellsWhatWasSent() {
        cli.kss.vm("gaming").push =
                () -> new PushResult(List.of(Samples.DESKTOP_SNAPSHOT), 350_000_000, 120_000_000, true);

        assertThat(cli.run("push", "gaming")).isZero();

        assertThat(cli.out)
                .isEqualTo(
                        "gaming: sent 1 snapshot, 350 MB of changes, 120 MB added to the store; the lease is free\n");
    }

    @Test
    void pushWithRepairRepairs() {
        cli.run("push", "gaming", "--repair");
        assertThat(cli.kss.vm("gaming").calls).containsExactly("repair");
    }

    @Test
    void mergeAndDeleteTellWhatEnded() {
        cli.kss.vm("gaming").merged = new MergeResult(List.of(Samples.BASE), List.of(Samples.LAPTOP_SNAPSHOT), 2_100);

        assertThat(cli.run("snapshot", "merge", "gaming", "2B2B")).isZero();
        assertThat(cli.out)
                .contains("gaming: ended 1a1a1a1a")
                .contains("1 snapshot merged into newer ones, 2.1 kB written; kss gc frees what only they needed");
        assertThat(cli.run("snapshot", "delete", "gaming", "3c3c", "--dry-run")).isZero();
        assertThat(cli.out).contains("gaming: would end 1a1a1a1a");
        assertThat(cli.kss.vm("gaming").calls).containsExactly("merge 2b2b", "delete 3c3c dry");
    }

    @Test
    void compactKeepsAsManyAsAsked() {
        assertThat(cli.run("compact", "gaming")).isZero();
        assertThat(cli.out).isEqualTo("gaming: nothing to merge\n");
        assertThat(cli.run("compact", "gaming", "--keep", "5")).isZero();
        assertThat(cli.run("compact", "gaming", "--keep", "0")).isEqualTo(2);
        assertThat(cli.kss.vm("gaming").calls).containsExactly("compact OptionalInt.empty", "compact OptionalInt[5]");
    }

    @Test
    void pullTellsWhatWasFetched() {
        cli.kss.vm("gaming").pull =
                () -> new PullResult(Optional.of(Samples.LAPTOP_SNAPSHOT), true, 1_200_000_000, 400_000_000);

        assertThat(cli.run("pull", "gaming")).isZero();

        assertThat(cli.out)
                .isEqualTo("gaming: fetched 1.2 GB, 400 MB over the wire; now at 2b2b2b2b, laptop, 2026-11-03 18:22,"
                        + " 1.2 GB\n");
    }

    @Test
    void pullFetchesAnOlderSnapshotByTheBeginningOfItsId() {
        assertThat(cli.run("pull", "gaming", "--at", "1A1A1A1A")).isZero();
        assertThat(cli.kss.vm("gaming").calls).containsExactly("pull at 1a1a1a1a");
    }

    @Test
    void deltaShowsDiskByDisk() {
        cli.kss.vm("gaming").delta = new VmDelta(
                List.of(new VmDelta.Disk("vda", 1_200_000_000, 19_200, 2), new VmDelta.Disk("vdb", 65_536, 1, 1)),
                List.of(),
                Optional.of(Duration.ofSeconds(130)));

        assertThat(cli.run("delta", "gaming")).isZero();

        assertThat(cli.out).isEqualTo("""
                        gaming: to send, 1.2 GB before compression
                          DISK  CHANGED  GRAINS  SNAPSHOTS
                          vda    1.2 GB  19,200          2
                          vdb     66 kB       1          1
                        Estimated time: 2 min 10 s
                        """);
    }

    @Test
    void startPassesItsOptionsOn() {
        cli.run("start", "gaming", "--offline", "--no-snapshot", "--break");
        assertThat(cli.kss.vm("gaming").calls)
                .containsExactly(
                        "StartOptions[offline=true, keepActiveLayer=true, breakLease=true, discardMemory=false]");
        assertThat(cli.out).isEqualTo("gaming: running\n");
    }

    @Test
    void stopPassesItsOptionsOn() {
        cli.kss.vm("gaming").stop = () -> new StopResult(Optional.of(Samples.DESKTOP_SNAPSHOT), Optional.empty(), true);

        assertThat(cli.run("stop", "gaming", "--no-push", "--force", "--timeout", "90s"))
                .isZero();

        assertThat(cli.kss.vm("gaming").calls)
                .containsExactly("StopOptions[push=false, timeout=Optional[PT1M30S], force=true]");
        assertThat(cli.out).isEqualTo("""
                        gaming: off (the power was cut), snapshot 3c3c3c3c
                        gaming: not sent; this host keeps the lease
                        """);
    }

    @Test
    void resolveNeedsASide() {
        assertThat(cli.run("resolve", "gaming")).isEqualTo(2);
        assertThat(cli.run("resolve", "gaming", "--keep", "both")).isZero();
        assertThat(cli.kss.vm("gaming").calls).containsExactly("resolve BOTH");
        assertThat(cli.out).contains("kept as branch desktop-2026-11-03").contains("as VM gaming-desktop");
    }

    @Test
    void leaseTellsTheHolderAndBreaksOnlyWhenTold() {
        cli.kss.vm("gaming").lease = Optional.of(Samples.LAPTOP_LEASE);

        cli.run("lease", "gaming");
        assertThat(cli.out).isEqualTo("gaming: leased by laptop since 2026-11-03 18:22\n");
        cli.run("lease", "gaming", "--break");
        assertThat(cli.out).isEqualTo("gaming: broke the lease that laptop held since 2026-11-03 18:22\n");
        assertThat(cli.kss.vm("gaming").calls).containsExactly("lease", "breakLease");
    }

    @Test
    void verifyThatFindsDamageEndsWithSeven() {
        assertThat(cli.run("verify")).isZero();
        cli.kss.verify = new VerifyReport(
                1, 2, 3, 1_000_000, List.of("pack 77 is missing"), List.of("The index was written anew."));

        assertThat(cli.run("verify", "gaming", "--deep")).isEqualTo(7);

        assertThat(cli.out).contains("damaged: pack 77 is missing").contains("1 problem in 1 VM, 2 snapshots, 3 packs");
        assertThat(cli.kss.calls).containsExactly("verify everything", "verify gaming deep");
    }

    @Test
    void gcSaysWhatItFreedOrWouldFree() {
        cli.run("gc", "--dry-run");
        assertThat(cli.out).startsWith("Would free 1.5 GB: 3 packs deleted, 1 pack rewritten; 20 GB in use");
        cli.run("gc");
        assertThat(cli.out).startsWith("Freed 1.5 GB");
        assertThat(cli.kss.calls).containsExactly("gc dry", "gc");
    }

    @Test
    void doctorEndsWithEightOnlyIfSomethingIsInTheWay() {
        cli.kss.findings.add(new Finding(
                Finding.Level.WARNING, "gaming", "Its disk is raw.", Optional.of("kss snapshot create gaming")));
        assertThat(cli.run("doctor")).isZero();
        cli.kss.findings.add(new Finding(Finding.Level.PROBLEM, "store", "It is read-only.", Optional.empty()));

        assertThat(cli.run("doctor")).isEqualTo(8);

        assertThat(cli.out)
                .contains("configuration  ok       Read from ")
                .contains("gaming         warning  Its disk is raw.")
                .contains("store          PROBLEM  It is read-only.")
                .endsWith("What to do:\n  gaming: kss snapshot create gaming\n");
    }

    @Test
    void storeCheckTellsWhatIsSafeAndHowFastItIs() {
        cli.kss.storeReport = new StoreReport(
                "sftp nas",
                List.of(new Finding(Finding.Level.OK, "reading", "Ranges were exact.", Optional.empty())),
                Optional.of(Samples.SPEED));

        assertThat(cli.run("store", "check")).isZero();

        assertThat(cli.out).isEqualTo("""
                        reading  ok      Ranges were exact.
                        Speed, with objects of 34 MB that can't be compressed:
                                 ONE AT A TIME  4 AT ONCE
                          write        80 MB/s   110 MB/s
                          read         90 MB/s   112 MB/s
                        Small objects:
                                               MEDIAN  SLOWEST
                          create exclusively  12.5 ms  40.0 ms
                        The store sftp nas can hold a repository.
                        """);
    }

    @Test
    void storeCheckEndsLikeInitIfTheStoreIsUnfit() {
        cli.kss.storeReport = new StoreReport(
                "sftp nas",
                List.of(new Finding(
                        Finding.Level.PROBLEM, "exclusive create", "Two won.", Optional.of("another store"))),
                Optional.empty());

        assertThat(cli.run("store", "check")).isEqualTo(2);

        assertThat(cli.out)
                .contains("exclusive create  PROBLEM  Two won.")
                .endsWith("The store sftp nas can't hold a repository.\n");
    }

    @Test
    void storeCheckOfAStoreThatIsAwayEndsWithSix() {
        cli.kss.refusal = Optional.of(FakeKss.refusal(Reason.STORE_UNAVAILABLE));
        assertThat(cli.run("store", "check")).isEqualTo(6);
        assertThat(cli.out).isEmpty();
    }

    @Test
    void snapshotCreateTellsWhenNothingChanged() {
        cli.run("snapshot", "create", "gaming");
        assertThat(cli.out).isEqualTo("gaming: nothing changed since the last snapshot\n");
        cli.kss.vm("gaming").made = Optional.of(Samples.DESKTOP_SNAPSHOT);
        cli.run("snapshot", "create", "gaming");
        assertThat(cli.out).isEqualTo("gaming: snapshot 3c3c3c3c, desktop, 2026-11-03 18:23, 350 MB\n");
    }

    @Test
    void initNamesTheRepository() {
        assertThat(cli.run("init")).isZero();
        assertThat(cli.out).contains("0123456789abcdef0123456789abcdef");
    }

    @Test
    void theLibraryIsClosedHoweverTheRunEnds() {
        cli.kss.refusal = Optional.of(FakeKss.refusal(Reason.BUSY));
        cli.run("init");
        assertThat(cli.kss.closed).isTrue();
    }
}
