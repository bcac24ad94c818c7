package io.kss.core.storage;

import io.kss.spi.storage.StorageBackend;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many bytes of objects went to and came from stores, those of failed attempts included. For progress and for
 * comparing work done with work needed. Thread-safe.
 */
public final class ByteCounts {

    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    /** Nothing counted yet. */
    public ByteCounts() {}

    /** A store whose bytes are counted here. Closing it closes the one given. */
    public StorageBackend counting(StorageBackend backend) {
        return new MeteredBackend(backend, sent::add, received::add);
    }

    /** Bytes sent so far. */
    public long sent() {
        return sent.sum();
    }

    /** Bytes received so far. */
    public long received() {
        return received.sum();
    }
}
