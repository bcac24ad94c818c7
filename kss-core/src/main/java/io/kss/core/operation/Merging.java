package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.MergeRules;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.Revision;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.ManifestCodec;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Ends snapshots in the repository as restore points by merging them into what stands on them. Only manifests are
 * written, and one journal entry; no disk data moves. Needs no lease, and hinders nobody: every state that stays is what it
 * was.
 */
public final class Merging {

    /** So many that the entry stays far below what can be created exclusively. */
    private static final int MOST_AT_ONCE = 1000;

    private final VmSession session;
    private final Store store;

    public Merging(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /**
     * Ends what the choice says.
     *
     * @param choice asked again whenever another writer was faster
     * @param dryRun only tell what it would come to
     */
    public MergeOutcome merge(Choice choice, boolean dryRun) throws KssException, HypervisorException, IOException {
        RemoteVm remote = new Binding(session, store).find().orElseThrow(this::notInRepository);
        while (true) {
            VmState state = remote.read();
            Set<SnapshotId> wanted = new HashSet<>();
            choice.ending(state).stream().sorted().limit(MOST_AT_ONCE).forEach(wanted::add);
            MergePlan plan = new MergePlanner(remote.states(), state).plan(wanted);
            choice.requireAll(plan.gone().stream().map(PublishedSnapshot::id).toList());
            if (plan.gone().isEmpty()) {
                return new MergeOutcome(state, List.of(), List.of(), 0);
            }
            Prepared prepared = prepare(remote, plan, dryRun);
            if (dryRun) {
                return prepared.outcome(state);
            }
            Optional<VmState> merged = commit(remote, prepared);
            if (merged.isPresent()) {
                return prepared.outcome(merged.get());
            }
        }
    }

    private Prepared prepare(RemoteVm remote, MergePlan plan, boolean dryRun) throws IOException, KssException {
        List<Revision> revisions = new ArrayList<>();
        long written = 0;
        for (Map.Entry<SnapshotId, Manifest> each : new TreeMap<>(plan.manifests()).entrySet()) {
            Manifest manifest = each.getValue();
            byte[] stored = ManifestCodec.encode(manifest);
            written += stored.length;
            String hash = dryRun
                    ? io.kss.core.identity.Sha256.hex(stored)
                    : remote.manifests().put(manifest);
            revisions.add(new Revision(
                    each.getKey(),
                    manifest.parent(),
                    hash,
                    manifest.disks().stream().mapToLong(DiskLayer::dataBytes).sum(),
                    storedBytes(plan, each.getKey())));
        }
        return new Prepared(plan, revisions, written);
    }

    private static long storedBytes(MergePlan plan, SnapshotId orphan) {
        Map<SnapshotId, PublishedSnapshot> gone = new TreeMap<>();
        plan.gone().forEach(each -> gone.put(each.id(), each));
        PublishedSnapshot next = plan.before().get(orphan);
        long bytes = 0;
        while (next != null) {
            bytes += next.storedBytes();
            next = next.parent().map(gone::get).orElse(null);
        }
        return bytes;
    }

    /** Empty if the state is not the one that it was prepared on any more. */
    private Optional<VmState> commit(RemoteVm remote, Prepared prepared) throws KssException, IOException {
        boolean[] outdated = {false};
        VmState state = remote.journal().commit(now -> {
            boolean free = prepared.plan().gone().stream()
                    .map(PublishedSnapshot::id)
                    .noneMatch(MergeRules.untouchable(now)::contains);
            outdated[0] = !free || !prepared.plan().fits(now) || !prepared.isComplete(now);
            return outdated[0] ? Optional.empty() : Optional.of(prepared.event());
        });
        remote.remember(state);
        return outdated[0] ? Optional.empty() : Optional.of(state);
    }

    private KssException notInRepository() {
        return new KssException(
                        Reason.NO_SUCH_VM,
                        "The repository has no VM named " + session.name() + ".",
                        "kss status lists the VMs that are there")
                .with("vm", session.name());
    }

    /** Which snapshots end. */
    public interface Choice {

        /** Those that are to end, on that state of the journal. */
        Set<SnapshotId> ending(VmState state) throws KssException;

        /** Is told what can be merged of it. */
        default void requireAll(List<SnapshotId> possible) throws KssException {}
    }

    /** A plan whose manifests are in the store. */
    private record Prepared(MergePlan plan, List<Revision> revisions, long written) {

        Event event() {
            return new Event.Merged(
                    plan.gone().stream().map(PublishedSnapshot::id).toList(), revisions);
        }

        /** Whether nothing else stands on what ends by now. */
        boolean isComplete(VmState now) {
            Set<SnapshotId> gone = new HashSet<>();
            plan.gone().forEach(each -> gone.add(each.id()));
            return MergeRules.orphans(now, gone)
                    .keySet()
                    .equals(plan.manifests().keySet());
        }

        MergeOutcome outcome(VmState state) {
            List<PublishedSnapshot> ended = plan.gone().stream()
                    .sorted(Comparator.comparing(PublishedSnapshot::time)
                            .reversed()
                            .thenComparing(PublishedSnapshot::id))
                    .toList();
            List<PublishedSnapshot> revised = revisions.stream()
                    .flatMap(each -> state.known(each.snapshot()).stream())
                    .toList();
            return new MergeOutcome(state, ended, revised, written);
        }
    }
}
