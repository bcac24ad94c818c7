package io.kss.core.verify;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.IndexCache;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.gc.ChunkSet;
import io.kss.core.gc.CollectionLog;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.VmId;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.Position;
import io.kss.core.progress.ProgressListener;
import io.kss.core.repository.Census;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a repository: names, journals, manifests, and that every chunk they need is in a pack of the right length; deep
 * also reads these packs. Goes on past damage, to tell all of it. Safe beside pushes and collections of other hosts:
 * what seems to be missing is looked for anew before it counts. Puts right the index and the list of suspects, nothing
 * else. For one use, by one thread.
 */
public final class Verification {

    private final Repository repository;
    private final ChunkStore chunks;
    private final HostIdentity host;
    private final Map<VmId, Position> seen;
    private final ProgressListener progress;
    private final SuspectList suspects;
    private final List<String> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param seen the last journal entry that this host saw, of every VM that it remembers */
    public Verification(
            Repository repository,
            ChunkStore chunks,
            HostIdentity host,
            Map<VmId, Position> seen,
            IdSource ids,
            ProgressListener progress) {
        // What other hosts would get, not what this one kept.
        this.repository = repository.withManifestCache(IndexCache.none());
        this.chunks = chunks;
        this.host = host;
        this.seen = Map.copyOf(seen);
        this.progress = progress;
        this.suspects = new SuspectList(repository.backend(), ids, notes);
    }

    /**
     * Verifies.
     *
     * @param only the VM whose needs to check, or empty for all
     * @throws KssException {@code NO_SUCH_VM} if the repository does not have that VM; {@code NEWER_FORMAT}
     */
    public Verdict run(Optional<Subject> only, boolean deep) throws KssException, IOException, InterruptedException {
        IndexCheck index = new IndexCheck(chunks);
        Census census = repository.census();
        census.problems().forEach(problem -> problems.add(told(problem)));
        checkCollections();
        List<KnownVm> vms = journals(census.vms(), only);
        ChunkSet needed = new ChunkSet();
        Set<ChunkId> bad = new HashSet<>();
        ManifestCheck manifests = new ManifestCheck(repository, problems, notes);
        for (KnownVm vm : vms) {
            manifests.check(vm, chunk -> {
                needed.add(chunk);
                if (index.index().find(chunk).isEmpty()) {
                    bad.add(chunk);
                }
            });
        }
        index.repair(needed, notes);
        String subject = only.map(Subject::name).orElse("");
        Examination examination = new Examination(chunks, deep, subject, progress);
        List<PackId> packs = packsWith(index.index(), needed);
        examination.examine(index.index(), packs);
        addLost(examination, index.index(), needed, bad);
        ChunkIndex settled = bad.isEmpty() ? index.index() : lookAgain(examination, needed, bad);
        DamageReport report = new DamageReport(repository, examination, index.unreadable());
        problems.addAll(report.problems(bad.isEmpty() ? vms : refreshed(vms), settled, bad, notes));
        tellIdle(only, packs, index);
        Set<ChunkId> suspicious = suspicious(examination, settled, bad);
        suspects.update(suspicious, chunk -> deep && examination.isSound(settled, chunk));
        int snapshots =
                vms.stream().mapToInt(vm -> vm.state().snapshots().size()).sum();
        return new Verdict(vms.size(), snapshots, packs.size(), examination.bytesRead(), problems, notes);
    }

    private List<KnownVm> journals(Collection<NamedVm> vms, Optional<Subject> only) throws KssException, IOException {
        JournalCheck check = new JournalCheck(repository, host, problems);
        List<KnownVm> known = new ArrayList<>();
        boolean met = only.isEmpty();
        for (NamedVm vm : vms) {
            if (only.isEmpty() || only.get().id().equals(vm.id())) {
                met = true;
                check.check(vm, Optional.ofNullable(seen.get(vm.id()))).ifPresent(known::add);
            }
        }
        if (!met) {
            throw new KssException(
                    Reason.NO_SUCH_VM,
                    "The repository has no VM " + only.get().name() + ".",
                    "kss status lists the VMs that are known here and in the repository");
        }
        return known;
    }

    /** A list of condemned packs that can't be read stops every push. */
    private void checkCollections() throws IOException, KssException {
        try {
            new CollectionLog(repository.backend()).condemned(0);
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            problems.add(told(e));
        }
    }

    private static List<PackId> packsWith(ChunkIndex index, ChunkSet needed) {
        return index.packs().stream()
                .filter(pack -> index.table(pack).stream()
                        .flatMap(table -> table.chunks().stream())
                        .anyMatch(stored -> needed.contains(stored.chunk())))
                .toList();
    }

    private static void addLost(Examination examination, ChunkIndex index, ChunkSet needed, Set<ChunkId> bad) {
        for (Condition condition : examination.conditions().values()) {
            if (!condition.isSound()) {
                index.table(condition.pack()).stream()
                        .flatMap(table -> table.chunks().stream())
                        .map(stored -> stored.chunk())
                        .filter(chunk -> needed.contains(chunk) && !examination.isSound(index, chunk))
                        .forEach(bad::add);
            }
        }
    }

    /** A collection may have moved what is missing to other packs since the index was read (rule P3). */
    private ChunkIndex lookAgain(Examination examination, ChunkSet needed, Set<ChunkId> bad)
            throws KssException, IOException, InterruptedException {
        ChunkIndex fresh = new IndexCheck(chunks).index();
        examination.examine(fresh, packsWith(fresh, needed));
        bad.removeIf(chunk -> examination.isSound(fresh, chunk));
        return fresh;
    }

    private List<KnownVm> refreshed(List<KnownVm> vms) throws IOException {
        List<KnownVm> fresh = new ArrayList<>();
        for (KnownVm vm : vms) {
            try {
                fresh.add(new KnownVm(
                        vm.named(),
                        repository
                                .journal(vm.state().vm(), JournalMemory.volatileMemory(), host)
                                .read()));
            } catch (KssException e) {
                fresh.add(vm);
            }
        }
        return fresh;
    }

    private static Set<ChunkId> suspicious(Examination examination, ChunkIndex index, Set<ChunkId> bad) {
        Set<ChunkId> suspicious = new HashSet<>(bad);
        for (Condition condition : examination.conditions().values()) {
            suspicious.addAll(condition.damaged());
            if (!condition.whole()) {
                index.table(condition.pack()).map(PackTable::chunks).orElse(List.of()).stream()
                        .map(stored -> stored.chunk())
                        .forEach(suspicious::add);
            }
        }
        suspicious.removeIf(chunk -> examination.isSound(index, chunk));
        return suspicious;
    }

    private void tellIdle(Optional<Subject> only, List<PackId> needed, IndexCheck index) throws IOException {
        if (only.isPresent()) {
            return;
        }
        Set<PackId> idle = new HashSet<>(chunks.sizes().keySet());
        needed.forEach(idle::remove);
        if (!idle.isEmpty()) {
            notes.add(idle.size() + " pack(s) hold nothing that a snapshot needs; they belong to pushes under way, or"
                    + " kss gc frees them.");
        }
        for (PackId pack : index.unreadable()) {
            notes.add("The pack " + pack.key() + " can't be read, and nothing names it.");
        }
    }

    private static String told(KssException problem) {
        return problem.message() + " What to do: " + String.join("; or ", problem.waysOut()) + ".";
    }
}
