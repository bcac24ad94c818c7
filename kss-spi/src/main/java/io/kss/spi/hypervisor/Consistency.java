package io.kss.spi.hypervisor;

/** What a guest finds when it boots from a sealed state. */
public enum Consistency {
    /** The domain was off. */
    CLEAN,
    /** The domain ran, with its file systems frozen: as after a clean unmount. */
    QUIESCED,
    /** The domain ran: as after a power cut. */
    CRASH
}
