package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.Movement;
import io.kss.core.operation.Store;
import io.kss.core.operation.TakingOver;
import io.kss.core.operation.VmSession;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.LinkTest;
import io.kss.core.takeover.Load;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.MoveObstacle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at both hosts and at what lies between them before a VM is taken over. */
final class TakeoverCheck {

    private static final long MIB = 1 << 20;
    private static final long MANY_BYTES = 256 * MIB;
    private static final Duration A_MOMENT = Duration.ofSeconds(1);
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofSeconds(2);

    private final VmSession session;
    private final Store store;
    private final OtherHost other;
    private final Giving giving;
    private final List<MoveObstacle> findings = new ArrayList<>();

    TakeoverCheck(VmSession session, Store store, OtherHost other, Giving giving) {
        this.session = session;
        this.store = store;
        this.other = other;
        this.giving = giving;
    }

    TakeoverOutlook make(OptionalLong allowed)
            throws KssException, HypervisorException, IOException, InterruptedException {
        findings.addAll(TakingOver.moves(session).examine(other.hypervisor(), session.name()));
        Instant before = session.host().clock().instant();
        Load load = giving.load();
        Instant after = session.host().clock().instant();
        Duration ahead = clock(before, load.clock(), after);
        long fetch = fetchBytes();
        room(fetch + load.layerBytes());
        OptionalLong rate = link();
        if (rate.isPresent() && allowed.isPresent()) {
            rate = OptionalLong.of(Math.min(rate.getAsLong(), allowed.getAsLong()));
        }
        Optional<Duration> crossing = rate.isPresent() && rate.getAsLong() > 0
                ? Optional.of(Duration.ofMillis(load.memoryBytes() * 1000 / rate.getAsLong()))
                : Optional.empty();
        return new TakeoverOutlook(findings, load.memoryBytes(), load.layerBytes(), fetch, rate, crossing, ahead);
    }

    /** The other clock is asked between two looks at ours; it differs by no less than it lies outside of them. */
    private Duration clock(Instant before, Instant there, Instant after) {
        Duration ahead = there.isAfter(after)
                ? Duration.between(after, there)
                : there.isBefore(before) ? Duration.between(before, there) : Duration.ZERO;
        if (ahead.abs().compareTo(CLOCKS_MAY_DIFFER) > 0) {
            findings.add(new MoveObstacle(
                    "clock",
                    false,
                    "The clock of " + other.name() + " is " + ahead.abs().toSeconds() + " s "
                            + (ahead.isNegative() ? "behind" : "ahead of")
                            + " this host's: the guest's clock will jump by as much, and times in the history mislead.",
                    "set both by the network: timedatectl set-ntp true on each, then timedatectl shows when they are"
                            + " synchronised"));
        }
        return ahead;
    }

    private long fetchBytes() throws KssException, HypervisorException, IOException {
        Inspection inspection = new Inspection(session);
        Optional<VmState> state = inspection.repositoryState(store);
        if (state.isEmpty()) {
            return 0;
        }
        Optional<SnapshotId> head = state.get().head();
        if (head.isPresent() && session.local().isEmpty()) {
            return state.get().ancestry(head.get()).stream()
                    .mapToLong(snapshot -> snapshot.dataBytes())
                    .sum();
        }
        return inspection.toPull(store, state.get()).stream()
                .mapToLong(Movement::bytes)
                .sum();
    }

    /** New layers go beside those they stand on. */
    private List<Path> folders() {
        List<Path> folders = session.local().stream()
                .flatMap(vm -> vm.chain().disks().stream())
                .map(disk -> disk.active().toAbsolutePath().getParent())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return folders.isEmpty() ? List.of(session.host().imagesFolder()) : folders;
    }

    private void room(long needed) throws IOException {
        List<Path> folders = folders();
        if (folders.size() > 1 || !Files.isDirectory(folders.get(0))) {
            return;
        }
        Path folder = folders.get(0);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (needed > free) {
            findings.add(new MoveObstacle(
                    "room",
                    true,
                    "What comes of the disks of " + session.name() + " takes about " + needed / MIB + " MiB, and "
                            + free / MIB + " MiB are free in " + folder + ".",
                    "make room there (kss compact " + session.name()
                            + " merges its old layers here), or set images in the configuration to a larger place"));
        }
    }

    private OptionalLong link() throws KssException, IOException {
        if (other.reachedAt().isEmpty()) {
            return OptionalLong.empty();
        }
        String address = other.reachedAt().get();
        try {
            return LinkTest.run(giving, address, session.host().ids().next(), MANY_BYTES, A_MOMENT);
        } catch (KssException e) {
            if (e.reason() != Reason.PEER_UNREACHABLE) {
                throw e;
            }
            findings.add(new MoveObstacle(
                    "link",
                    true,
                    other.name() + " does not reach this host where the VM has to arrive: " + e.message(),
                    "let " + other.name() + " in on this host's TCP ports " + LinkTest.FIRST_PORT + " to "
                            + LinkTest.LAST_PORT + ", such as: ufw allow proto tcp from its address to any port "
                            + LinkTest.FIRST_PORT + ":" + LinkTest.LAST_PORT));
            return OptionalLong.empty();
        }
    }
}
