package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.DiskImages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Bytes of which some are there, some are explicitly zero, and the rest is somebody else's. Not thread-safe. */
final class SparseBytes {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final NavigableMap<Long, Run> runs = new TreeMap<>();
    private long dataBytes;

    /**
     * @param bytes the content, all of the buffer; empty for zeroes
     */
    record Run(long offset, long length, ByteBuffer bytes, boolean zero) {

        long end() {
            return offset + length;
        }

        Run clip(long start, long end) {
            long first = Math.max(start, offset);
            long rest = Math.min(end, end()) - first;
            return new Run(first, rest, zero ? bytes : bytes.slice((int) (first - offset), (int) rest), zero);
        }

        void copyTo(byte[] target, long origin) {
            if (!zero) {
                bytes.get(0, target, (int) (offset - origin), (int) length);
            }
        }
    }

    /** Becomes the same as another. */
    void take(SparseBytes other) {
        runs.clear();
        runs.putAll(other.runs);
        dataBytes = other.dataBytes;
    }

    /** Takes the array over. */
    void write(long offset, byte[] bytes) {
        cut(offset, offset + bytes.length);
        int done = 0;
        while (done < bytes.length) {
            long at = offset + done;
            int length = (int) Math.min(bytes.length - done, DiskImages.GRAIN - at % DiskImages.GRAIN);
            put(new Run(at, length, ByteBuffer.wrap(bytes).slice(done, length), false));
            done += length;
        }
    }

    void zero(long from, long to) {
        if (from < to) {
            cut(from, to);
            put(new Run(from, to - from, NOTHING, true));
        }
    }

    void put(Run run) {
        cut(run.offset(), run.end());
        runs.put(run.offset(), run);
        dataBytes += run.zero() ? 0 : run.length();
    }

    /** Forgets what is in a range. */
    void cut(long from, long to) {
        Map.Entry<Long, Run> lower = runs.lowerEntry(from);
        List<Run> hit = new ArrayList<>();
        if (lower != null && lower.getValue().end() > from) {
            hit.add(lower.getValue());
        }
        hit.addAll(runs.subMap(from, true, Math.max(from, to), false).values());
        for (Run run : hit) {
            runs.remove(run.offset());
            dataBytes -= run.zero() ? 0 : run.length();
            keep(run, run.offset(), from);
            keep(run, to, run.end());
        }
    }

    private void keep(Run run, long from, long to) {
        if (from < to) {
            Run rest = run.clip(from, to);
            runs.put(rest.offset(), rest);
            dataBytes += rest.zero() ? 0 : rest.length();
        }
    }

    /** What is known about a range, ascending, clipped to it. */
    List<Run> within(long from, long to) {
        List<Run> result = new ArrayList<>();
        Map.Entry<Long, Run> lower = runs.lowerEntry(from);
        if (lower != null && lower.getValue().end() > from) {
            result.add(lower.getValue().clip(from, to));
        }
        for (Run run : runs.subMap(from, true, Math.max(from, to), false).values()) {
            result.add(run.clip(from, to));
        }
        return result;
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    long dataBytes() {
        return dataBytes;
    }
}
