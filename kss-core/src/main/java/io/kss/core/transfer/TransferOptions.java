package io.kss.core.transfer;

import io.kss.core.concurrent.Crew;
import java.util.OptionalInt;
import java.util.concurrent.ThreadFactory;

/**
 * How transfers use this host.
 *
 * @param connections how many objects are read or written at once, 1 to 64
 * @param compressionLevel a level of zstd, -7 to 19, or empty to let the speed of the store decide
 * @param packSize about how many bytes a pack has, 1 KiB to 128 MiB; less where the memory asks for it
 * @param memory bytes that buffers may take together, at least 64 MiB
 * @param threads makes the threads; must give a new one for every call
 */
public record TransferOptions(
        int connections, OptionalInt compressionLevel, int packSize, long memory, ThreadFactory threads) {

    static final int BLOCK = 4 << 20;

    private static final long LEAST_MEMORY = 64L << 20;

    public TransferOptions {
        check(connections >= 1 && connections <= 64, "connections must be 1 to 64, not " + connections);
        check(
                compressionLevel.orElse(0) >= -7 && compressionLevel.orElse(0) <= 19,
                "the compression level must be -7 to 19, not " + compressionLevel);
        check(packSize >= 1024 && packSize <= 128 << 20, "the pack size must be 1 KiB to 128 MiB, not " + packSize);
        check(memory >= LEAST_MEMORY, "transfers need at least 64 MiB of memory, not " + memory);
    }

    /** Four connections, compression as the store's speed asks for, packs of 32 MiB, 192 MiB of memory. */
    public static TransferOptions defaults() {
        return new TransferOptions(4, OptionalInt.empty(), 32 << 20, 192L << 20, Crew.daemons("kss-transfer"));
    }

    public TransferOptions withConnections(int count) {
        return new TransferOptions(count, compressionLevel, packSize, memory, threads);
    }

    /** The same with a fixed level of zstd. */
    public TransferOptions withCompressionLevel(int level) {
        return new TransferOptions(connections, OptionalInt.of(level), packSize, memory, threads);
    }

    public TransferOptions withPackSize(int bytes) {
        return new TransferOptions(connections, compressionLevel, bytes, memory, threads);
    }

    public TransferOptions withMemory(long bytes) {
        return new TransferOptions(connections, compressionLevel, packSize, bytes, threads);
    }

    public TransferOptions withThreads(ThreadFactory factory) {
        return new TransferOptions(connections, compressionLevel, packSize, memory, factory);
    }

    /** Threads that read, hash and compress: every processor, and one more for the waits between. */
    int workers() {
        long affordable = memory / 4 / (2L * BLOCK);
        return (int) Math.min(Runtime.getRuntime().availableProcessors() + 1L, affordable);
    }

    /** Blocks for packs that are being filled or on their way. */
    int packBlocks() {
        return (int) (memory / BLOCK) - 2 * workers();
    }

    /** The size a pack does not exceed unless a single chunk does; one pack more than connections fits into memory. */
    int effectivePackSize() {
        long share = Math.max(1, packBlocks() / (connections + 1));
        return (int) Math.min(packSize, share * BLOCK);
    }

    private static void check(boolean right, String problem) {
        if (!right) {
            throw new IllegalArgumentException(problem);
        }
    }
}
