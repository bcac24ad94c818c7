package io.kss.core.chunk;

/** How a chunk's bytes are stored. The numbers are part of the format and never change. */
public enum Encoding {
    RAW(0),
    ZSTD(1);

    private final int number;

    Encoding(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static boolean known(int number) {
        return number == RAW.number || number == ZSTD.number;
    }

    static Encoding of(int number) {
        return number == RAW.number ? RAW : ZSTD;
    }
}
