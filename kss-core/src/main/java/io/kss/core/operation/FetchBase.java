package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Chooses what lies here to fetch a snapshot on top of, and tells what is left to fetch then. */
final class FetchBase {

    private final RemoteVm remote;
    private final VmSession session;
    private final DiskImages images;

    FetchBase(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
        this.images = session.images();
    }

    /**
     * What lies here untouched and is best to fetch a snapshot on top of: the nearest ancestor, or itself; or a snapshot
     * that ended as a restore point and from which less is to be fetched.
     */
    Optional<LocalSnapshot> nearest(VmState state, SnapshotState to)
            throws KssException, HypervisorException, IOException {
        Optional<LocalSnapshot> ancestor = Optional.empty();
        for (PublishedSnapshot published : state.ancestry(to.manifest().snapshot())) {
            Optional<LocalSnapshot> here = session.chain().snapshot(published.id());
            if (here.isPresent() && isWhole(here.get())) {
                ancestor = here;
                break;
            }
        }
        Optional<LocalSnapshot> ended = newestEndedHere(state);
        if (ended.isEmpty()
                || (ancestor.isPresent()
                        && ancestor.get().id().equals(to.manifest().snapshot()))) {
            return ancestor;
        }
        try {
            return bytes(deltas(state, ended, to)) < bytes(deltas(state, ancestor, to)) ? ended : ancestor;
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            // What an ended snapshot held can't be told any more; nothing but speed depends on it.
            return ancestor;
        }
    }

    /** Of what the VM here stands on, the newest snapshot that ended in the repository and is whole here. */
    private Optional<LocalSnapshot> newestEndedHere(VmState state) throws HypervisorException {
        for (LocalSnapshot here : session.chain().line()) {
            if (state.merged().containsKey(here.id()) && isWhole(here)) {
                return Optional.of(here);
            }
        }
        return Optional.empty();
    }

    /** What must be written on top of a snapshot that is here to get another, by disk target. */
    Map<String, DiskDelta> deltas(VmState state, Optional<LocalSnapshot> onto, SnapshotState to)
            throws KssException, IOException {
        Map<String, DiskDelta> deltas = new LinkedHashMap<>();
        Optional<SnapshotState> from = Optional.empty();
        if (onto.isPresent()) {
            from = Optional.of(remote.states().at(state, onto.get().id()));
        }
        for (DiskLayer disk : to.manifest().disks()) {
            boolean here =
                    onto.map(base -> base.layers().containsKey(disk.disk())).orElse(false);
            DiskState before = here
                    ? from.map(found -> found.disks().getOrDefault(disk.disk(), DiskState.NONE))
                            .orElse(DiskState.NONE)
                    : DiskState.NONE;
            deltas.put(disk.target(), DiskState.delta(before, to.disks().getOrDefault(disk.disk(), DiskState.NONE)));
        }
        return deltas;
    }

    static long bytes(Map<String, DiskDelta> deltas) {
        return deltas.values().stream().mapToLong(DiskDelta::dataBytes).sum();
    }

    private boolean isWhole(LocalSnapshot top) throws HypervisorException {
        for (LocalSnapshot snapshot : session.chain().line(Optional.of(top.id()))) {
            for (LocalLayer layer : snapshot.layers().values()) {
                if (!images.exists(layer.file())
                        || !images.fingerprint(layer.file()).sameContentAs(layer.fingerprint())) {
                    return false;
                }
            }
        }
        return true;
    }
}
