package io.kss.core.journal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Forgets everything when the process ends. */
final class VolatileMemory implements JournalMemory {

    private @Nullable Position last;
    private @Nullable PendingEntry pending;

    @Override
    public Optional<Position> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public void remember(Position position) {
        last = position;
    }

    @Override
    public Optional<PendingEntry> pending() {
        return Optional.ofNullable(pending);
    }

    @Override
    public void savePending(PendingEntry entry) {
        pending = entry;
    }

    @Override
    public void clearPending() {
        pending = null;
    }
}
