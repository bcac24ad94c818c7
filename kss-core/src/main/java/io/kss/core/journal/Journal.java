package io.kss.core.journal;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.Sha256;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A VM's journal in the repository. What was read stays in memory, so that reading again costs one request. Thread-safe;
 * at most one journal of a VM may use a {@link JournalMemory} at a time.
 *
 * <p>Every method throws {@link KssException} with {@code DAMAGED}, {@code NEWER_FORMAT} or {@code HISTORY_REWRITTEN} if
 * the store holds something that can't be built on; {@link StorageException} if the store fails; and other
 * {@link IOException}s if the memory does.
 */
public final class Journal {

    private static final int LARGEST_EXCLUSIVE_PUT = 1 << 20;

    private final VmId vm;
    private final HostIdentity host;
    private final JournalMemory memory;
    private final IdSource ids;
    private final Clock clock;
    private final JournalObjects objects;
    private final JournalReader reader;
    private final Delivery delivery;
    private @Nullable VmState known;

    /**
     * The journal of a VM.
     *
     * @param host who writes the entries committed here
     */
    public Journal(
            StorageBackend backend,
            VmId vm,
            HostIdentity host,
            JournalMemory memory,
            IdSource ids,
            Clock clock,
            Sleeper sleeper) {
        this.vm = vm;
        this.host = host;
        this.memory = memory;
        this.ids = ids;
        this.clock = clock;
        this.objects = new JournalObjects(backend, vm);
        this.reader = new JournalReader(objects, vm);
        this.delivery = new Delivery(objects, memory, sleeper);
    }

    public VmId vm() {
        return vm;
    }

    /**
     * The newest state. If an earlier commit ended without a known outcome, that is found out first: its entry is sent
     * again unless another one has its number.
     */
    public synchronized VmState read() throws KssException, IOException {
        VmState state = follow(known == null ? reader.start(memory.last()) : known);
        Optional<PendingEntry> pending = memory.pending();
        return pending.isPresent() ? settle(state, pending.get()) : state;
    }

    /**
     * Writes what the decision says, as the next entry after the state it was made on. If another writer is faster, the
     * decision is asked again with the newer state. When this returns, the entry is in the store; when it throws a
     * {@link StorageException}, it may be, and the next {@link #read} or commit finds out.
     *
     * @return the state with the new entry, or the newest state if the decision was to write nothing
     * @throws KssException also what the decision throws
     * @throws IllegalStateException if the decision breaks a rule of the journal; nothing was sent
     */
    public synchronized VmState commit(Decision decision) throws KssException, IOException {
        boolean seenNow = known == null;
        VmState state = read();
        while (true) {
            Optional<Event> event = decision.on(state);
            if (event.isEmpty()) {
                return state;
            }
            Optional<String> objection = Rules.objection(state, event.get());
            if (objection.isPresent()) {
                throw new IllegalStateException("not a possible entry: " + event.get() + ": " + objection.get());
            }
            if (!seenNow) {
                // A journal that was cut back meanwhile would take the new entry and keep the gap below it.
                reader.requireThere(state);
            }
            JournalEntry entry = entry(state, event.get());
            byte[] stored = encode(entry);
            PendingEntry pending = new PendingEntry(entry.number(), stored);
            memory.savePending(pending);
            if (delivery.deliver(pending, true)) {
                VmState next = Fold.next(state, entry, Sha256.hex(stored), objects.name(entry.number()));
                remember(next);
                memory.clearPending();
                return next;
            }
            memory.clearPending();
            state = follow(state);
            seenNow = true;
        }
    }

    /**
     * Reads every entry from the first on and checks that all of them fit together, checkpoints included.
     *
     * @param each is told every entry in order
     * @return the newest state
     */
    public synchronized VmState replay(Consumer<JournalEntry> each) throws KssException, IOException {
        return reader.replay(each);
    }

    private VmState follow(VmState from) throws KssException, IOException {
        VmState state = reader.follow(from);
        remember(state);
        return state;
    }

    private void remember(VmState state) throws IOException {
        known = state;
        Optional<Position> position =
                state.isEmpty() ? Optional.empty() : Optional.of(new Position(state.number(), state.hash()));
        if (position.isPresent() && !position.equals(memory.last())) {
            memory.remember(position.get());
        }
    }

    private VmState settle(VmState from, PendingEntry pending) throws KssException, IOException {
        VmState state = from;
        if (pending.number() == state.number() + 1) {
            JournalEntry entry = EntryCodec.decode(pending.stored(), objects.name(pending.number()));
            if (!entry.previous().equals(state.hash())) {
                throw reader.rewritten(state.number());
            }
            reader.requireThere(state);
            delivery.deliver(pending, false);
            state = follow(state);
        }
        if (pending.number() > state.number()) {
            throw reader.rewritten(pending.number() - 1);
        }
        memory.clearPending();
        return state;
    }

    private JournalEntry entry(VmState state, Event event) {
        long number = state.number() + 1;
        return new JournalEntry(
                vm,
                number,
                state.hash(),
                host,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                ids.next(),
                event,
                JournalEntry.isCheckpoint(number) ? Optional.of(state) : Optional.empty());
    }

    /** A checkpoint is a convenience: one that is too large for an exclusive put is left out. */
    private static byte[] encode(JournalEntry entry) {
        byte[] stored = EntryCodec.encode(entry);
        if (stored.length <= LARGEST_EXCLUSIVE_PUT) {
            return stored;
        }
        return EntryCodec.encode(new JournalEntry(
                entry.vm(),
                entry.number(),
                entry.previous(),
                entry.host(),
                entry.time(),
                entry.nonce(),
                entry.event(),
                Optional.empty()));
    }
}
