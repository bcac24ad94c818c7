package io.kss.core.storecheck;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ForwardingBackend;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Stores as they should not be, by the check that has to find out. */
enum Flaws {
    CREATE_OVERWRITES("exclusive create", Clobbering::new),
    CREATE_IS_EXCLUSIVE_WITHIN_A_CONNECTION_ONLY("exclusive create", SelfCentred::new),
    OBJECTS_APPEAR_BEFORE_THEY_ARE_COMPLETE("half-written objects", Gradual::new),
    BROKEN_WRITES_LEAVE_PARTS("broken writes", Gradual::new),
    OTHERS_SEE_OBJECTS_LATE("visibility", Cached::new),
    RANGES_ARE_IGNORED("reading", RangeBlind::new),
    READS_PAST_THE_END_ARE_SHORT("reading", Lenient::new),
    LARGE_OBJECTS_ARE_CUT("large objects", Cutting::new),
    LISTINGS_STOP_AFTER_A_PAGE("listing", OnePage::new),
    NAMES_CHANGE("names", Renaming::new),
    DELETING_WHAT_IS_GONE_FAILS("deleting", StrictDelete::new);

    final String subject;
    final UnaryOperator<StorageBackend> spoil;

    Flaws(String subject, UnaryOperator<StorageBackend> spoil) {
        this.subject = subject;
        this.spoil = spoil;
    }

    private static final class Clobbering extends ForwardingBackend {
        Clobbering(StorageBackend good) {
            super(good);
        }

        @Override
        public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
            super.put(key, source, PutCondition.ALWAYS);
        }
    }

    /** Keeps in mind what it created itself, and asks nobody else. */
    private static final class SelfCentred extends ForwardingBackend {
        private final Set<ObjectKey> created = ConcurrentHashMap.newKeySet();

        SelfCentred(StorageBackend good) {
            super(good);
        }

        @Override
        public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
            if (condition == PutCondition.IF_ABSENT && !created.add(key)) {
                throw new ObjectExistsException(key + " is there");
            }
            super.put(key, source, PutCondition.ALWAYS);
        }
    }

    /** Writes straight into the object, as a backend without staging would. */
    private static final class Gradual extends ForwardingBackend {
        Gradual(StorageBackend good) {
            super(good);
        }

        @Override
        public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
            if (condition == PutCondition.IF_ABSENT) {
                super.put(key, source, condition);
                return;
            }
            try (InputStream in = source.open()) {
                byte[] half = in.readNBytes((int) (source.length() / 2));
                super.put(key, ObjectSource.of(half), condition);
            } catch (IOException e) {
                throw new StorageException("half", e);
            }
            super.put(key, source, condition);
        }
    }

    /** Asks the server once per key, as a mount with attribute caching does. */
    private static final class Cached extends ForwardingBackend {
        private final Map<ObjectKey, Optional<ObjectInfo>> seen = new ConcurrentHashMap<>();

        Cached(StorageBackend good) {
            super(good);
        }

        @Override
        public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
            Optional<ObjectInfo> now = super.stat(key);
            Optional<ObjectInfo> before = seen.putIfAbsent(key, now);
            return before == null ? now : before;
        }
    }

    private static final class RangeBlind extends ForwardingBackend {
        RangeBlind(StorageBackend good) {
            super(good);
        }

        @Override
        public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
            return super.read(key, ByteRange.ALL);
        }
    }

    private static final class Lenient extends ForwardingBackend {
        Lenient(StorageBackend good) {
            super(good);
        }

        @Override
        public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
            try {
                return super.read(key, range);
            } catch (StoreCorruptException e) {
                return InputStream.nullInputStream();
            }
        }
    }

    private static final class Cutting extends ForwardingBackend {
        Cutting(StorageBackend good) {
            super(good);
        }

        @Override
        public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
            if (!key.name().equals("pack")) {
                super.put(key, source, condition);
                return;
            }
            try (InputStream in = source.open()) {
                byte[] all = in.readAllBytes();
                super.put(key, ObjectSource.of(Arrays.copyOf(all, all.length - 1)), condition);
            } catch (IOException e) {
                throw new StorageException("cut", e);
            }
        }
    }

    private static final class OnePage extends ForwardingBackend {
        OnePage(StorageBackend good) {
            super(good);
        }

        @Override
        public Stream<ObjectInfo> list(String prefix) throws StorageException {
            return super.list(prefix).limit(250);
        }
    }

    private static final class Renaming extends ForwardingBackend {
        Renaming(StorageBackend good) {
            super(good);
        }

        @Override
        public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
            super.put(new ObjectKey(key.value().replace('_', '-')), source, condition);
        }
    }

    private static final class StrictDelete extends ForwardingBackend {
        StrictDelete(StorageBackend good) {
            super(good);
        }

        @Override
        public void delete(ObjectKey key) throws StorageException {
            if (key.value().contains("/deleted/") && stat(key).isEmpty()) {
                throw new StorageException("no such object " + key);
            }
            super.delete(key);
        }
    }
}
