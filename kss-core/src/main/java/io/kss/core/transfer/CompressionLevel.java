package io.kss.core.transfer;

/** Chooses how hard to compress. Thread-safe. */
sealed interface CompressionLevel permits FixedLevel, AdaptiveLevel {

    /** The level of zstd for the next chunk. */
    int current();

    /**
     * A pack is ready to go.
     *
     * @param onTheirWay packs that wait or are being stored, this one included
     * @param connections how many can be stored at once
     */
    void packReady(int onTheirWay, int connections);
}
