package io.kss.core;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How data is moved.
 *
 * @param bandwidth the most bytes per second over the wire, both directions together; empty for no limit
 * @param connections how many objects are under way at once, 1 to 32
 * @param compression the zstd level, -7 to 19; empty to adapt it to the link
 */
public record TransferSettings(OptionalLong bandwidth, int connections, OptionalInt compression) {

    /** No limit, four connections, adapting. */
    public static final TransferSettings DEFAULT = new TransferSettings(OptionalLong.empty(), 4, OptionalInt.empty());

    public TransferSettings {
        if (connections < 1 || connections > 32) {
            throw new IllegalArgumentException("connections must be from 1 to 32, not " + connections);
        }
        if (compression.isPresent() && (compression.getAsInt() < -7 || compression.getAsInt() > 19)) {
            throw new IllegalArgumentException("compression must be from -7 to 19, not " + compression.getAsInt());
        }
        if (bandwidth.isPresent() && bandwidth.getAsLong() < 1) {
            throw new IllegalArgumentException("bandwidth must be at least 1 byte per second");
        }
    }
}
