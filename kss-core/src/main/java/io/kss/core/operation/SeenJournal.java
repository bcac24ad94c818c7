package io.kss.core.operation;

import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.PendingEntry;
import io.kss.core.journal.Position;
import java.util.Optional;

/**
 * A journal's memory for a look without the VM's lock: it knows the last entry that this host saw, so that a rewritten
 * history is noticed, and saves nothing. An entry on its way is the business of whoever sends it.
 */
final class SeenJournal implements JournalMemory {

    private Optional<Position> last;

    SeenJournal(Optional<Position> last) {
        this.last = last;
    }

    @Override
    public Optional<Position> last() {
        return last;
    }

    @Override
    public void remember(Position position) {
        last = Optional.of(position);
    }

    @Override
    public Optional<PendingEntry> pending() {
        return Optional.empty();
    }

    @Override
    public void savePending(PendingEntry entry) {
        throw new IllegalStateException("a look writes no entry");
    }

    @Override
    public void clearPending() {}
}
