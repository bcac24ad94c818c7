package io.kss.core.gc;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.chunk.StoredChunk;
import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import io.kss.core.journal.JournalMemory;
import io.kss.core.progress.Progress;
import io.kss.core.progress.ProgressListener;
import io.kss.core.repository.Repository;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Frees what no snapshot needs, by the fence protocol of the repository's format: packs are condemned in writing, every
 * journal is told, and only what is still dead then is deleted. A collection that was cut short at any point is finished by
 * the next one, on whatever host. For one thread.
 */
public final class GarbageCollector {

    /** So many that the list of their ids fits into one exclusive put. */
    private static final int MOST_AT_ONCE = 20_000;

    private final ChunkStore chunks;
    private final HostIdentity host;
    private final Clock clock;
    private final ProgressListener progress;
    private final CollectionLog log;
    private final LivingChunks living;

    /**
     * A collector.
     *
     * @param memories the journal memory of a VM; {@link JournalMemory#volatileMemory} for one that this host does not know
     */
    public GarbageCollector(
            Repository repository,
            ChunkStore chunks,
            HostIdentity host,
            Function<VmId, JournalMemory> memories,
            Clock clock,
            ProgressListener progress) {
        this.chunks = chunks;
        this.host = host;
        this.clock = clock;
        this.progress = progress;
        this.log = new CollectionLog(repository.backend());
        this.living = new LivingChunks(repository, host, memories);
    }

    /** What a collection would do now, as far as it can be told without doing it; nothing is written. */
    public CollectionReport estimate() throws KssException, IOException, InterruptedException {
        Survey survey = Survey.of(chunks, living.find());
        List<PackTable> dead = survey.dead();
        List<PackTable> sparse = survey.sparse();
        long freed = 0;
        for (PackTable table : dead) {
            freed += size(table.pack());
        }
        for (PackTable table : sparse) {
            freed += size(table.pack())
                    - survey.living(table).stream()
                            .mapToLong(StoredChunk::length)
                            .sum();
        }
        return new CollectionReport(dead.size() + sparse.size(), sparse.size(), freed, total() - freed);
    }

    /**
     * Finishes a collection that was cut short, if there is one, and then does another.
     *
     * @throws KssException {@code DAMAGED} if a journal or manifest can't be read: without it nobody knows what is needed,
     *     and nothing is deleted
     * @throws StorageException if the store fails; the next collection goes on
     */
    public CollectionReport collect() throws KssException, IOException, InterruptedException {
        CollectionReport report = new CollectionReport(0, 0, 0, 0);
        long newest = log.newest(0);
        if (newest > 0 && !log.isDone(newest)) {
            report = finish(newest);
        }
        Survey survey = Survey.of(chunks, living.find());
        List<PackTable> sparse = survey.sparse();
        Set<PackId> condemned = new HashSet<>();
        survey.dead().forEach(table -> condemned.add(table.pack()));
        Rewritten rewritten = rewrite(survey, sparse, condemned);
        condemned.addAll(rewritten.packs());
        if (condemned.isEmpty()) {
            return report.plus(new CollectionReport(0, 0, 0, total()));
        }
        List<PackId> some = condemned.stream().sorted().limit(MOST_AT_ONCE).toList();
        long number = newest + 1;
        if (!log.begin(number, some, host, clock.instant().truncatedTo(ChronoUnit.MILLIS))) {
            newest = log.newest(newest);
            number = newest;
        }
        CollectionReport rewriting = new CollectionReport(0, rewritten.packs().size(), -rewritten.bytes(), 0);
        return report.plus(rewriting).plus(number == 0 || log.isDone(number) ? nothing() : finish(number));
    }

    private CollectionReport nothing() throws StorageException {
        return new CollectionReport(0, 0, 0, total());
    }

    private Rewritten rewrite(Survey survey, List<PackTable> sparse, Set<PackId> dead)
            throws KssException, StorageException, InterruptedException {
        if (sparse.isEmpty()) {
            return new Rewritten(Set.of(), 0);
        }
        Set<PackId> leaving = new HashSet<>(dead);
        sparse.forEach(table -> leaving.add(table.pack()));
        long all = sparse.stream().mapToLong(PackTable::storedBytes).sum();
        long done = 0;
        try (PackRewriter rewriter = new PackRewriter(chunks, survey, leaving)) {
            for (PackTable table : sparse) {
                rewriter.copy(table);
                done += table.storedBytes();
                progress.progressed(new Progress(
                        Progress.Step.COLLECTING, "", "moving what is needed", done, all, rewriter.bytes()));
            }
            return new Rewritten(rewriter.finish(), rewriter.bytes());
        }
    }

    /** From the condemned list on: tells every journal, looks again, deletes, tidies the index. */
    private CollectionReport finish(long number) throws KssException, IOException, InterruptedException {
        Set<PackId> condemned = log.read(number);
        living.announce(number);
        Survey survey = Survey.of(chunks, living.find());
        List<PackId> deletable = new ArrayList<>(survey.deletable(condemned));
        long freed = 0;
        for (int i = 0; i < deletable.size(); i++) {
            freed += size(deletable.get(i));
            chunks.delete(deletable.get(i));
            progress.progressed(new Progress(Progress.Step.COLLECTING, "", "deleting", i + 1L, deletable.size(), 0));
        }
        tidy(survey.index(), deletable);
        log.finish(number);
        return new CollectionReport(deletable.size(), 0, freed, total());
    }

    private void tidy(ChunkIndex index, List<PackId> deleted)
            throws KssException, StorageException, InterruptedException {
        Set<PackId> gone = new HashSet<>(deleted);
        Set<PackId> present = new HashSet<>(chunks.packs());
        gone.addAll(chunks.missing(
                index.packs().stream().filter(pack -> !present.contains(pack)).toList()));
        if (!gone.isEmpty()) {
            chunks.replaceIndex(index.excluding(gone, Set.of()));
        }
    }

    private long size(PackId pack) throws StorageException {
        return chunks.size(pack).orElse(0L);
    }

    private long total() throws StorageException {
        long total = 0;
        for (PackId pack : chunks.packs()) {
            total += size(pack);
        }
        return total;
    }

    private record Rewritten(Set<PackId> packs, long bytes) {}
}
