package io.kss.storage.smb;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import jcifs.CIFSContext;
import org.jspecify.annotations.Nullable;

/** Up to so many connections, opened when they are needed and again when they broke. Thread-safe. */
final class ConnectionPool {

    private final SmbSettings settings;
    private final CIFSContext context;
    private final List<Slot> slots = new ArrayList<>();
    private volatile boolean closed;

    ConnectionPool(SmbSettings settings, CIFSContext context) {
        this.settings = settings;
        this.context = context;
        for (int i = 0; i < settings.connections(); i++) {
            slots.add(new Slot());
        }
    }

    /** The connection that has least to do. To be released. */
    Connection take() throws IOException {
        Slot slot = leastBusy();
        try {
            return slot.connection();
        } catch (IOException | RuntimeException e) {
            slot.load.decrementAndGet();
            throw e;
        }
    }

    private synchronized Slot leastBusy() {
        Slot best = slots.stream()
                .min(Comparator.comparingInt((Slot slot) -> slot.load.get())
                        .thenComparing(slot -> slot.isUsable() ? 0 : 1))
                .orElseThrow();
        best.load.incrementAndGet();
        return best;
    }

    /** Ends all connections, also those in use. */
    void close() {
        closed = true;
        slots.forEach(Slot::close);
    }

    /** The place of one connection. */
    private final class Slot {

        private final AtomicInteger load = new AtomicInteger();
        private volatile @Nullable Connection current;

        boolean isUsable() {
            Connection connection = current;
            return connection != null && connection.isUsable();
        }

        synchronized Connection connection() throws IOException {
            Connection connection = current;
            if (connection != null && connection.isUsable()) {
                return connection;
            }
            close();
            if (closed) {
                throw new StorageException("this store is closed");
            }
            Connection opened = Connection.open(settings, context, load);
            current = opened;
            if (closed) {
                close();
            }
            return opened;
        }

        void close() {
            Connection connection = current;
            current = null;
            if (connection != null) {
                connection.close();
            }
        }
    }
}
