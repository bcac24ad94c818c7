package io.kss.spi.tck.hypervisor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** The content of a file in which a domain was saved: what it was, check sums of all its disks, what the guest remembered. */
final class MemoryImage {

    private static final byte[] MAGIC = "KSSMEMO1".getBytes(StandardCharsets.US_ASCII);

    private static final int PIECE = 1 << 20;

    private final String hardware;
    private final byte[] disks;
    private final byte[] memory;

    private MemoryImage(String hardware, byte[] disks, byte[] memory) {
        this.hardware = hardware;
        this.disks = disks;
        this.memory = memory;
    }

    String hardware() {
        return hardware;
    }

    byte[] disks() {
        return disks;
    }

    byte[] memory() {
        return memory;
    }

    static MemoryImage of(MemoryDomain domain) {
        StringBuilder sums = new StringBuilder();
        for (Map.Entry<String, Chain> disk : new TreeMap<>(domain.live).entrySet()) {
            sums.append("%s %016x ".formatted(disk.getKey(), sum(disk.getValue())));
        }
        return new MemoryImage(
                domain.persistent.hardware(), sums.toString().getBytes(StandardCharsets.UTF_8), domain.memory);
    }

    private static long sum(Chain chain) {
        CRC32C sum = new CRC32C();
        for (long at = 0; at < chain.size(); at += PIECE) {
            sum.update(chain.read(at, (int) Math.min(PIECE, chain.size() - at)));
        }
        return sum.getValue();
    }

    byte[] bytes() {
        byte[] name = hardware.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer =
                ByteBuffer.allocate(MAGIC.length + 3 * Integer.BYTES + name.length + disks.length + memory.length);
        buffer.put(MAGIC).putInt(name.length).put(name).putInt(disks.length).put(disks);
        return buffer.putInt(memory.length).put(memory).array();
    }

    static boolean isOne(byte[] bytes) {
        return bytes.length >= MAGIC.length
                && ByteBuffer.wrap(bytes, 0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC));
    }

    static MemoryImage parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, MAGIC.length, bytes.length - MAGIC.length);
        return new MemoryImage(new String(next(buffer), StandardCharsets.UTF_8), next(buffer), next(buffer));
    }

    private static byte[] next(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return bytes;
    }
}
