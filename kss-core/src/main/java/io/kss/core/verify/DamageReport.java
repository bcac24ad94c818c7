package io.kss.core.verify;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.PackId;
import io.kss.core.repository.Repository;
import io.kss.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Turns lost chunks into sentences: one for each pack that is to blame, with who is affected and the way out. */
final class DamageReport {

    private static final String NOWHERE = "";

    private final Repository repository;
    private final Examination examination;
    private final Set<PackId> unreadable;

    DamageReport(Repository repository, Examination examination, Set<PackId> unreadable) {
        this.repository = repository;
        this.examination = examination;
        this.unreadable = unreadable;
    }

    /**
     * The sentences.
     *
     * @param bad chunks of which there is no sound copy
     * @param notes takes what is damaged and harms nobody
     */
    List<String> problems(List<KnownVm> vms, ChunkIndex index, Set<ChunkId> bad, List<String> notes)
            throws StorageException, InterruptedException {
        Map<ChunkId, String> blame = new HashMap<>();
        for (ChunkId chunk : bad) {
            blame.put(
                    chunk,
                    index.findAll(chunk).stream()
                            .map(ChunkLocation::pack)
                            .sorted()
                            .map(pack -> pack.key().value())
                            .findFirst()
                            .orElse(NOWHERE));
        }
        Map<String, List<String>> effects = new TreeMap<>();
        Affected affected = new Affected(repository, blame);
        for (KnownVm vm : bad.isEmpty() ? List.<KnownVm>of() : vms) {
            affected.in(vm)
                    .forEach((object, loss) -> effects.computeIfAbsent(object, none -> new ArrayList<>())
                            .add(effect(vm, loss)));
        }
        List<String> problems = new ArrayList<>();
        for (Condition condition : examination.conditions().values()) {
            List<String> effect = effects.remove(condition.pack().key().value());
            if (effect != null) {
                problems.add(said(condition) + " " + String.join(" ", effect));
            } else if (!condition.isSound() && index.table(condition.pack()).isPresent()) {
                notes.add(said(condition)
                        + " No snapshot is affected: what they need of it is in other packs, or was told above.");
            }
        }
        List<String> nowhere = Objects.requireNonNullElse(effects.remove(NOWHERE), List.of());
        if (!nowhere.isEmpty()) {
            problems.add(lost(bad, blame) + " " + String.join(" ", nowhere));
        }
        return problems;
    }

    private static String said(Condition condition) {
        List<String> found = condition.problems();
        String more = found.size() > 1 ? " (And " + (found.size() - 1) + " more damage in it.)" : "";
        return found.isEmpty() ? "The pack " + condition.pack().key() + " is damaged." : found.get(0) + more;
    }

    private String lost(Set<ChunkId> bad, Map<ChunkId, String> blame) {
        List<ChunkId> lost = bad.stream()
                .filter(chunk -> NOWHERE.equals(blame.get(chunk)))
                .sorted()
                .toList();
        String maybe = unreadable.isEmpty()
                ? ""
                : " They may have been in " + new TreeSet<>(unreadable) + ", whose contents can't be told any more.";
        return "No pack in the store holds the chunk " + lost.get(0)
                + (lost.size() == 1 ? "." : " and " + (lost.size() - 1) + " others.") + maybe;
    }

    private static String effect(KnownVm vm, Affected.Loss loss) {
        return "Affected: " + vm.describe(loss.snapshots) + ". What to do: kss push " + vm.name() + " --repair on "
                + String.join(" or ", loss.makers)
                + ", where it was made, or on another host that still has these layers; or restore the object from a"
                + " backup of the store.";
    }
}
