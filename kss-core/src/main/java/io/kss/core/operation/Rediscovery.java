package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out which file is which snapshot when this host's memory of a VM is gone (rule L10): by the short ids in the
 * files' names. Everything above the newest file of a published snapshot counts as changes. A lease is never
 * rediscovered.
 */
final class Rediscovery {

    private final RemoteVm remote;
    private final VmSession session;

    Rediscovery(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
    }

    /** The chain, or empty if the domain's files have nothing to do with the repository's VM. */
    Optional<LocalChain> find(Domain domain, VmState state) throws KssException, HypervisorException, IOException {
        Map<String, Match> matches = new HashMap<>();
        for (String target : Changes.syncedTargets(session, domain)) {
            Optional<DomainDisk> disk = domain.disk(target);
            Optional<Match> match = disk.isPresent() ? match(disk.get(), state) : Optional.empty();
            if (match.isEmpty()) {
                return Optional.empty();
            }
            matches.put(target, match.get());
        }
        // A merge shortens ancestries: which match is the newest is tried out, the likeliest first.
        List<PublishedSnapshot> candidates = matches.values().stream()
                .map(Match::snapshot)
                .distinct()
                .sorted(Comparator.comparing((PublishedSnapshot each) ->
                                state.ancestry(each.id()).size())
                        .reversed())
                .toList();
        for (PublishedSnapshot candidate : candidates) {
            Optional<LocalChain> chain = chain(domain, state, candidate, matches);
            if (chain.isPresent()) {
                return chain;
            }
        }
        return Optional.empty();
    }

    private Optional<LocalChain> chain(Domain domain, VmState state, PublishedSnapshot base, Map<String, Match> matches)
            throws KssException, HypervisorException, IOException {
        SnapshotState whole = remote.states().at(state, base.id());
        Map<DiskId, LocalLayer> layers = new HashMap<>();
        List<LocalDisk> disks = new ArrayList<>();
        for (DiskLayer disk : whole.manifest().disks()) {
            Match match = matches.get(disk.target());
            if (match == null || !isSame(state, match.snapshot(), whole, disk)) {
                return Optional.empty();
            }
            Path active = domain.disk(disk.target()).map(DomainDisk::source).orElseThrow();
            layers.put(
                    disk.disk(), new LocalLayer(match.file(), session.images().fingerprint(match.file())));
            disks.add(new LocalDisk(disk.disk(), disk.target(), active));
        }
        LocalSnapshot snapshot = new LocalSnapshot(
                base.id(),
                Optional.empty(),
                base.host().name(),
                base.time(),
                whole.manifest().consistency(),
                layers,
                Map.of(),
                true,
                base.dataBytes());
        SnapshotId next = SnapshotId.next(session.host().ids());
        Map<SnapshotId, LocalSnapshot> snapshots = new LinkedHashMap<>();
        snapshots.put(snapshot.id(), snapshot);
        Optional<LocalSnapshot> above = above(domain, snapshot, disks);
        above.ifPresent(found -> snapshots.put(found.id(), found));
        return Optional.of(
                new LocalChain(disks, Optional.of(above.map(LocalSnapshot::id).orElse(base.id())), next, snapshots));
    }

    /** Files between that snapshot's and the active layers, whatever they are, add up to a snapshot that was never sent. */
    private Optional<LocalSnapshot> above(Domain domain, LocalSnapshot base, List<LocalDisk> disks)
            throws KssException, HypervisorException, IOException {
        Map<DiskId, LocalLayer> layers = new HashMap<>(base.layers());
        for (LocalDisk disk : disks) {
            LocalLayer below = Objects.requireNonNull(base.layers().get(disk.id()));
            List<Path> files = session.images().chain(disk.active()).stream()
                    .map(ImageInfo::file)
                    .toList();
            List<Path> between = files.subList(1, files.indexOf(below.file()));
            if (!between.isEmpty()) {
                for (Path file : between) {
                    session.images().makeReadOnly(file);
                }
                layers.put(
                        disk.id(),
                        new LocalLayer(
                                between.get(0),
                                session.images().fingerprint(between.get(0)),
                                between.subList(1, between.size())));
            }
        }
        if (layers.equals(base.layers())) {
            return Optional.empty();
        }
        SnapshotId id = SnapshotId.next(session.host().ids());
        Map<String, byte[]> parts = Parts.read(session.host().hypervisor(), domain);
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            session.workspace().savePart(id, part.getKey(), part.getValue());
        }
        return Optional.of(new LocalSnapshot(
                id,
                Optional.of(base.id()),
                session.host().identity().name(),
                session.host().clock().instant(),
                Consistency.CRASH,
                layers,
                Parts.digests(parts),
                false,
                0));
    }

    /** A disk that did not change since an older snapshot has no newer file. */
    private boolean isSame(VmState state, PublishedSnapshot match, SnapshotState whole, DiskLayer disk)
            throws KssException, IOException {
        if (match.id().equals(whole.manifest().snapshot())) {
            return true;
        }
        DiskState then = remote.states().at(state, match.id()).disks().getOrDefault(disk.disk(), DiskState.NONE);
        DiskState now = whole.disks().getOrDefault(disk.disk(), DiskState.NONE);
        DiskDelta delta = DiskState.delta(then, now);
        return delta.isEmpty() && then.size() == now.size();
    }

    private Optional<Match> match(DomainDisk disk, VmState state) throws HypervisorException {
        for (ImageInfo image : session.images().chain(disk.source())) {
            Optional<String> shortId = LayerNames.shortId(image.file());
            Optional<PublishedSnapshot> snapshot = shortId.flatMap(
                    found -> Stream.concat(state.snapshots().values().stream(), state.merged().values().stream())
                            .filter(each -> each.id().value().startsWith(found))
                            .findFirst());
            if (snapshot.isPresent() && !image.file().equals(disk.source())) {
                return Optional.of(new Match(image.file(), snapshot.get()));
            }
        }
        return Optional.empty();
    }

    static KssException stateLost(VmSession session, Path file) {
        return new KssException(
                        Reason.BLOCKED_UNSENT,
                        "The VM " + session.name() + " stands on " + file + ", a layer that kss made, but this host's"
                                + " state folder knows nothing of it. Taking it for a new VM would cut it off from its"
                                + " history.",
                        "make sure the store can be reached and run kss push " + session.name()
                                + ": the layers are then found again by their names",
                        "restore the state folder, or correct 'state' in the configuration")
                .with("vm", session.name())
                .with("file", file);
    }

    private record Match(Path file, PublishedSnapshot snapshot) {}
}
