package io.kss.core;

import io.kss.core.VmDelta.Kind;
import io.kss.core.VmDelta.Way;
import io.kss.core.failure.KssException;
import io.kss.core.journal.VmState;
import io.kss.core.operation.FetchCost;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.Store;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares the ways in which a push or a pull can be done. */
final class Ways {

    private final Inspection inspection;
    private final Speeds speeds;
    private final List<Way> ways = new ArrayList<>();

    Ways(Inspection inspection, Speeds speeds) {
        this.inspection = inspection;
        this.speeds = speeds;
    }

    List<Way> all() {
        return ways;
    }

    /** @param merged bytes that a push of one snapshot instead of all would send */
    void push(Optional<VmState> state, boolean unsealed, long merged)
            throws KssException, HypervisorException, IOException {
        long each = inspection.bytesOfEachSnapshot(state, unsealed);
        if (each > 0) {
            ways.add(new Way(Kind.PUSH_EACH_SNAPSHOT, each, OptionalLong.empty(), speeds.timeToPush(each), true));
            ways.add(new Way(Kind.PUSH_MERGED, merged, OptionalLong.empty(), speeds.timeToPush(merged), false));
        }
    }

    /** A pull takes what changed: that is never more than everything, see {@link FetchCost}. */
    void pull(Store store, VmState state) throws KssException, HypervisorException, IOException, InterruptedException {
        Optional<FetchCost> changes = inspection.costOfFetching(store, state, true);
        Optional<FetchCost> everything = inspection.costOfFetching(store, state, false);
        if (changes.isPresent() && everything.isPresent()) {
            ways.add(way(Kind.PULL_CHANGES, changes.get(), true));
            ways.add(way(Kind.PULL_EVERYTHING, everything.get(), false));
        }
    }

    private Way way(Kind kind, FetchCost cost, boolean chosen) throws KssException, IOException {
        return new Way(
                kind,
                cost.dataBytes(),
                OptionalLong.of(cost.storedBytes()),
                speeds.timeToPull(cost.dataBytes()),
                chosen);
    }
}
