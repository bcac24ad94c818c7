package io.kss.core.transfer;

/** Always the same. */
record FixedLevel(int current) implements CompressionLevel {

    @Override
    public void packReady(int onTheirWay, int connections) {}
}
