package io.kss.core.journal;

import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.Sha256;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.StorageException;
import java.util.Optional;
import java.util.function.Consumer;

/** Folds what the store holds, and notices when that is not what this host has seen before. */
final class JournalReader {

    private final JournalObjects objects;
    private final VmId vm;

    JournalReader(JournalObjects objects, VmId vm) {
        this.objects = objects;
        this.vm = vm;
    }

    /** The state at the last entry that this host saw, or that a listing shows if it saw none. */
    VmState start(Optional<Position> last) throws KssException, StorageException {
        long target = last.isPresent() ? last.get().number() : objects.highest();
        VmState state = checkpoint(target, last);
        while (state.number() < target) {
            long number = state.number() + 1;
            Optional<byte[]> stored = objects.read(number);
            if (stored.isEmpty()) {
                throw missing(number, target, last);
            }
            state = fold(state, stored.get());
        }
        if (last.isPresent() && !state.hash().equals(last.get().hash())) {
            throw rewritten(target);
        }
        return state;
    }

    /** The state at the newest entry, which is probed for one by one: a listing may be out of date. */
    VmState follow(VmState state) throws KssException, StorageException {
        VmState newest = state;
        for (Optional<byte[]> next = objects.read(newest.number() + 1);
                next.isPresent();
                next = objects.read(newest.number() + 1)) {
            try {
                newest = fold(newest, next.get());
            } catch (KssException e) {
                requireThere(newest);
                throw e;
            }
        }
        return newest;
    }

    /** Checks that the last entry of a state that was read earlier is still the same. */
    void requireThere(VmState state) throws KssException, StorageException {
        if (state.number() > 0) {
            Optional<byte[]> stored = objects.read(state.number());
            if (stored.isEmpty() || !Sha256.hex(stored.get()).equals(state.hash())) {
                throw rewritten(state.number());
            }
        }
    }

    /** Folds everything from the first entry on, trusting no checkpoint. */
    VmState replay(Consumer<JournalEntry> each) throws KssException, StorageException {
        long listed = objects.highest();
        VmState state = Fold.empty(vm);
        while (true) {
            long number = state.number() + 1;
            Optional<byte[]> stored = objects.read(number);
            if (stored.isEmpty()) {
                if (number <= listed) {
                    throw gap(number);
                }
                return state;
            }
            each.accept(EntryCodec.decode(stored.get(), objects.name(number)));
            state = fold(state, stored.get());
        }
    }

    /** The refusal for a journal that is shorter than, or different from, what this host has seen. */
    KssException rewritten(long number) {
        return new KssException(
                        Reason.HISTORY_REWRITTEN,
                        "The repository at " + objects.store() + " is not the one this host last saw: entry " + number
                                + " of " + objects.folder()
                                + " is gone or was replaced. The store was probably restored from an older backup, or"
                                + " somebody changed its files. Nothing was written.",
                        "put back the newer files of " + objects.folder() + " from a backup of the store",
                        "kss forget VM, then kss pull VM: starts over with what the store holds now; the disks that are"
                                + " here stay as they are")
                .with("object", objects.name(number))
                .with("number", number);
    }

    private VmState checkpoint(long target, Optional<Position> last) throws KssException, StorageException {
        long number = target - target % JournalEntry.CHECKPOINT_EVERY;
        for (; number > 0; number -= JournalEntry.CHECKPOINT_EVERY) {
            Optional<byte[]> stored = objects.read(number);
            if (stored.isEmpty()) {
                throw missing(number, target, last);
            }
            JournalEntry entry = EntryCodec.decode(stored.get(), objects.name(number));
            if (entry.before().isPresent()) {
                VmState before = entry.before().get();
                if (entry.number() != number
                        || before.number() != number - 1
                        || !entry.vm().equals(vm)) {
                    throw Damage.of(objects.name(number), "the state in it belongs elsewhere");
                }
                return fold(before, stored.get());
            }
        }
        return Fold.empty(vm);
    }

    private KssException missing(long number, long target, Optional<Position> last) throws StorageException {
        return last.isPresent() && objects.read(target).isEmpty() ? rewritten(target) : gap(number);
    }

    private VmState fold(VmState state, byte[] stored) throws KssException {
        String name = objects.name(state.number() + 1);
        return Fold.next(state, EntryCodec.decode(stored, name), Sha256.hex(stored), name);
    }

    private KssException gap(long number) {
        return Damage.of(objects.name(number), "it is missing, and later entries are there");
    }
}
