package io.kss.core.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the disks of a VM hold, by target, in brief: sizes and hashes.
 *
 * @param disks by target
 */
record Content(Map<String, Disk> disks) {

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    Content {
        disks = new TreeMap<>(disks);
    }

    static Content of(Map<String, byte[]> bytes) {
        Map<String, Disk> disks = new TreeMap<>();
        bytes.forEach((target, content) -> disks.put(target, Disk.of(content)));
        return new Content(disks);
    }

    /** One disk. */
    record Disk(int size, long hash) {

        static Disk of(byte[] content) {
            ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
            long hash = content.length;
            while (buffer.remaining() >= Long.BYTES) {
                long word = buffer.getLong();
                // Zeroes count by their place, too.
                hash = (hash ^ word) * PRIME;
                hash ^= hash >>> 29;
            }
            while (buffer.hasRemaining()) {
                hash = (hash ^ buffer.get()) * PRIME;
            }
            return new Disk(content.length, hash);
        }
    }
}
