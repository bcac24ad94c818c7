package io.kss.core.journal;

import java.io.IOException;
import java.util.Optional;

/**
 * What a host remembers of one VM's journal. Every change is durable when its method returns. Used by one
 * {@link Journal} at a time.
 */
public interface JournalMemory {

    /** The last entry this host saw. */
    Optional<Position> last() throws IOException;

    void remember(Position position) throws IOException;

    /** An entry whose fate this host does not know. */
    Optional<PendingEntry> pending() throws IOException;

    /** Replaces an earlier one. */
    void savePending(PendingEntry entry) throws IOException;

    /** Forgets the pending entry; there need not be one. */
    void clearPending() throws IOException;

    /** Remembers as long as the object lives: for reading only, and for tests. */
    static JournalMemory volatileMemory() {
        return new VolatileMemory();
    }
}
