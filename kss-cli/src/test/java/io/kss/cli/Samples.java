package io.kss.cli;

import io.kss.core.BranchView;
import io.kss.core.SnapshotView;
import io.kss.core.VmDelta;
import io.kss.core.VmStatus;
import io.kss.core.conflict.Relation;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import io.kss.core.storecheck.Speed;
import io.kss.spi.hypervisor.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Values that several tests show. */
public final class Samples {

    public static final Instant NOW = Instant.parse("2026-11-03T18:22:07Z");

    public static final SnapshotView BASE = snapshot(
            "1a1a1a1a", Optional.empty(), "desktop", NOW.minusSeconds(86_400), 4_300_000_000L, true, true, "base");

    public static final SnapshotView LAPTOP_SNAPSHOT =
            snapshot("2b2b2b2b", Optional.of(BASE.id()), "laptop", NOW, 1_200_000_000L, false, true, "head");

    public static final SnapshotView DESKTOP_SNAPSHOT =
            snapshot("3c3c3c3c", Optional.of(BASE.id()), "desktop", NOW.plusSeconds(60), 350_000_000, true, false);

    public static final Lease LAPTOP_LEASE = new Lease(
            "5eed5eed5eed5eed5eed5eed5eed5eed",
            new HostIdentity(new HostId("f".repeat(32)), "laptop"),
            NOW,
            42,
            Optional.of(BASE.id()));

    public static final BranchView BRANCH = new BranchView(
            "desktop-20261103-1823-3c3c3c",
            DESKTOP_SNAPSHOT,
            Optional.of(BASE.id()),
            List.of(DESKTOP_SNAPSHOT),
            1,
            350_000_000,
            120_000_000,
            List.of(new VmDelta.Disk("vda", 340_000_000, 5_200, 1), new VmDelta.Disk("vdb", 0, 0, 1)));

    public static final Speed SPEED = new Speed(
            32 << 20,
            4,
            80_000_000,
            110_000_000,
            90_000_000,
            112_000_000,
            List.of(new Speed.Latency("create exclusively", Duration.ofNanos(12_500_000), Duration.ofMillis(40), 20)));

    private Samples() {}

    public static SnapshotView snapshot(
            String start,
            Optional<SnapshotId> parent,
            String host,
            Instant time,
            long bytes,
            boolean here,
            boolean inRepository,
            String... labels) {
        SnapshotId id = new SnapshotId(start + "0".repeat(32 - start.length()));
        return new SnapshotView(
                id, parent, host, time, bytes, inRepository ? bytes / 2 : 0, here, inRepository, List.of(labels));
    }

    public static VmStatus inSync(String name) {
        return status(
                name,
                Relation.IN_SYNC,
                Optional.of(BASE),
                Optional.of(BASE),
                List.of(),
                0,
                Optional.empty(),
                List.of());
    }

    /** This host may run it. */
    static VmStatus leasedHere(String name, RunState run) {
        VmStatus off = inSync(name);
        return new VmStatus(
                name,
                Optional.of(run),
                off.managed(),
                off.relation(),
                off.head(),
                off.base(),
                off.unsent(),
                off.unsealedChanges(),
                off.unsealedBytes(),
                Optional.of(LAPTOP_LEASE),
                true,
                off.branches(),
                off.storeProblem(),
                off.obstacles(),
                off.background(),
                Optional.empty(),
                off.next());
    }

    /** Work here and in the repository, and another host at it. */
    public static VmStatus diverged(String name) {
        return status(
                name,
                Relation.DIVERGED,
                Optional.of(LAPTOP_SNAPSHOT),
                Optional.of(BASE),
                List.of(DESKTOP_SNAPSHOT),
                42_000_000,
                Optional.of(LAPTOP_LEASE),
                List.of("kss resolve " + name + " --keep remote", "kss resolve " + name + " --keep local"));
    }

    private static VmStatus status(
            String name,
            Relation relation,
            Optional<SnapshotView> head,
            Optional<SnapshotView> base,
            List<SnapshotView> unsent,
            long unsealed,
            Optional<Lease> lease,
            List<String> next) {
        return new VmStatus(
                name,
                Optional.of(RunState.OFF),
                true,
                relation,
                head,
                base,
                unsent,
                unsealed > 0,
                unsealed,
                lease,
                false,
                List.of(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                next);
    }
}
