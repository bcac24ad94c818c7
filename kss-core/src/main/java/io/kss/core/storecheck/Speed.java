package io.kss.core.storecheck;

import java.time.Duration;
import java.util.List;

/**
 * How fast a store is from this host, measured with bytes that can't be compressed. All rates are bytes per second.
 *
 * @param objectBytes the size of the large objects; less than a pack's where the store is slow or has little room
 * @param connections how many objects were under way at once in the parallel measurements
 * @param write with one object after the other
 * @param parallelWrite with several at once
 * @param read with one object after the other; the server may have them in its memory
 * @param parallelRead with several at once
 * @param latencies how long operations on small objects took
 */
public record Speed(
        long objectBytes,
        int connections,
        long write,
        long parallelWrite,
        long read,
        long parallelRead,
        List<Latency> latencies) {

    public Speed {
        latencies = List.copyOf(latencies);
    }

    /**
     * How long one kind of operation took, one after the other.
     *
     * @param operation what was done, in a few words
     * @param samples how often
     */
    public record Latency(String operation, Duration median, Duration slowest, int samples) {}
}
