package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.MergeRules;
import io.kss.core.journal.VmState;
import io.kss.core.operation.LiveMerging;
import io.kss.core.operation.LocalMerging;
import io.kss.core.operation.MergeOutcome;
import io.kss.core.operation.Merging;
import io.kss.core.operation.RetiredFiles;
import io.kss.core.operation.VmSession;
import io.kss.core.retention.Retention;
import io.kss.core.retention.Thinning;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a VM's lines of snapshots short, in the repository and on this host. */
final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** The oldest layer, which is never copied, and all others in one. */
    private static final int SHORTEST_CHAIN = 2;

    private final VmSession session;
    private final StoreLink store;
    private final Retention retention;

    Upkeep(VmSession session, StoreLink store, Retention retention) {
        this.session = session;
        this.store = store;
        this.retention = retention;
    }

    /** Ends snapshots in the repository. */
    MergeResult merge(Merging.Choice choice, boolean dryRun)
            throws KssException, HypervisorException, IOException, InterruptedException {
        MergeOutcome outcome = new Merging(session, store.open()).merge(choice, dryRun);
        SnapshotViews views = new SnapshotViews(session.local(), Optional.of(outcome.state()));
        return new MergeResult(
                outcome.ended().stream().map(views::ended).toList(),
                outcome.revised().stream()
                        .map(snapshot -> views.view(snapshot.id()))
                        .toList(),
                outcome.writtenBytes());
    }

    /** Ends what the retention lets go, or all but the newest, and merges the files here likewise. */
    MergeResult compact(OptionalInt keep, boolean dryRun)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Thinning thinning = new Thinning(keep.isPresent() ? retention.onlyNewest(keep.getAsInt()) : retention);
        MergeResult there = merge(thinning::ending, dryRun);
        if (dryRun) {
            return there;
        }
        int most = Math.max(SHORTEST_CHAIN, keep.orElse(retention.maxChain() / 2));
        int here = new LiveMerging(session, store.open()).merge(most) + new LocalMerging(session).merge(most);
        new RetiredFiles(session).tidy(store.open());
        return new MergeResult(there.ended(), there.revised(), there.writtenBytes(), here);
    }

    /**
     * Does what is due after a push. What was pushed is safe, whatever becomes of this: the next push tries again.
     *
     * @return how many snapshots ended in the repository
     */
    int afterPush(VmState pushed) throws InterruptedException {
        int ended = thinOut(pushed);
        shortenHere();
        return ended;
    }

    /**
     * Ends the older ones of some snapshots in the repository. What was pushed is safe, whatever becomes of this.
     *
     * @param made in the order in which they were made
     * @param keep how many of the newest stay
     * @return how many ended
     */
    int thinOut(List<SnapshotId> made, int keep) throws InterruptedException {
        if (made.size() <= keep) {
            return 0;
        }
        Set<SnapshotId> older = Set.copyOf(made.subList(0, made.size() - keep));
        try {
            MergeOutcome outcome = new Merging(session, store.open()).merge(state -> mayEnd(state, older), false);
            made.removeIf(
                    each -> older.contains(each) && !outcome.state().snapshots().containsKey(each));
            return outcome.ended().size();
        } catch (KssException | HypervisorException | IOException e) {
            LOG.warn("Older snapshots of {} could not be merged now: {}", session.name(), e.getMessage());
            return 0;
        }
    }

    private static Set<SnapshotId> mayEnd(VmState state, Set<SnapshotId> wanted) {
        Set<SnapshotId> ending = new HashSet<>(wanted);
        ending.retainAll(state.snapshots().keySet());
        ending.removeAll(MergeRules.untouchable(state));
        return ending;
    }

    /** Shortens the chain here if it is too long for one more layer; of a running VM, too. */
    int beforeNextSnapshot() throws InterruptedException {
        if (session.local().isEmpty()) {
            return 0;
        }
        try {
            return new LiveMerging(session, store.open()).merge(retention.maxChain());
        } catch (KssException | HypervisorException | IOException e) {
            LOG.warn("Older layers of {} could not be merged now: {}", session.name(), e.getMessage());
            return 0;
        }
    }

    private int thinOut(VmState pushed) throws InterruptedException {
        Thinning thinning = new Thinning(retention);
        if (!thinning.isDue(pushed)) {
            return 0;
        }
        try {
            MergeOutcome outcome = new Merging(session, store.open())
                    .merge(state -> thinning.isDue(state) ? thinning.ending(state) : Set.of(), false);
            return outcome.ended().size();
        } catch (KssException | HypervisorException | IOException e) {
            LOG.warn("Older snapshots of {} could not be merged now: {}", session.name(), e.getMessage());
            return 0;
        }
    }

    private void shortenHere() throws InterruptedException {
        try {
            new RetiredFiles(session).tidy(store.open());
            int length = session.managed().chain().line().size();
            int most = length > retention.maxChain() ? retention.maxChain() / 2 : length;
            int unused = new LocalMerging(session).merge(Math.max(SHORTEST_CHAIN, most));
        } catch (KssException | HypervisorException | IOException e) {
            LOG.warn("Older layers of {} could not be merged now: {}", session.name(), e.getMessage());
        }
    }
}
