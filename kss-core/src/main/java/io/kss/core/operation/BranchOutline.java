package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.chain.SnapshotStates;
import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks at the branches of a VM and compares them with its head. Changes nothing, and reads no disk data. */
public final class BranchOutline {

    private final VmSession session;
    private final Store store;

    public BranchOutline(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /**
     * One branch.
     *
     * @param state the journal that it was seen in
     * @param fork the newest snapshot in common with the head's history
     * @param own its snapshots that the head's history lacks, newest first
     * @param headSnapshots how many the head's history has that it lacks
     * @param differences how its tip's disks differ from the head's
     */
    public record Branch(
            VmState state,
            String name,
            SnapshotId tip,
            Optional<SnapshotId> fork,
            List<PublishedSnapshot> own,
            int headSnapshots,
            List<Movement> differences) {}

    /** All of them, by name. */
    public List<Branch> all() throws KssException, IOException {
        VmState state =
                new Inspection(session).repositoryState(store).orElseThrow(() -> Pulling.notInRepository(session));
        List<Branch> branches = new ArrayList<>();
        for (Map.Entry<String, SnapshotId> branch : new TreeMap<>(state.branches()).entrySet()) {
            branches.add(branch(state, branch.getKey(), branch.getValue()));
        }
        return branches;
    }

    private Branch branch(VmState state, String name, SnapshotId tip) throws KssException, IOException {
        List<PublishedSnapshot> line = state.ancestry(tip);
        List<PublishedSnapshot> headLine = state.head().map(state::ancestry).orElse(List.of());
        Set<SnapshotId> inHead = ids(headLine);
        Set<SnapshotId> inBranch = ids(line);
        List<PublishedSnapshot> own =
                line.stream().filter(each -> !inHead.contains(each.id())).toList();
        Optional<SnapshotId> fork = line.stream()
                .map(PublishedSnapshot::id)
                .filter(inHead::contains)
                .findFirst();
        int headSnapshots = (int)
                headLine.stream().filter(each -> !inBranch.contains(each.id())).count();
        return new Branch(state, name, tip, fork, own, headSnapshots, differences(state, tip, own.size()));
    }

    private List<Movement> differences(VmState state, SnapshotId tip, int snapshots) throws KssException, IOException {
        SnapshotStates states = store.repository().states(state.vm());
        SnapshotState to = states.at(state, tip);
        Optional<SnapshotState> head = state.head().isPresent()
                ? Optional.of(states.at(state, state.head().get()))
                : Optional.empty();
        List<Movement> differences = new ArrayList<>();
        for (DiskLayer disk : to.manifest().disks()) {
            DiskState before = head.map(found -> found.disks().getOrDefault(disk.disk(), DiskState.NONE))
                    .orElse(DiskState.NONE);
            DiskDelta delta = DiskState.delta(before, to.disks().getOrDefault(disk.disk(), DiskState.NONE));
            differences.add(new Movement(disk.target(), delta.dataBytes(), delta.grains(), snapshots));
        }
        return differences;
    }

    private static Set<SnapshotId> ids(List<PublishedSnapshot> line) {
        return line.stream().map(PublishedSnapshot::id).collect(Collectors.toSet());
    }
}
