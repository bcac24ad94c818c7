package io.kss.core.journal;

import java.util.Arrays;

/** An entry that may have been sent, exactly as it was sent. */
public final class PendingEntry {

    private final long number;
    private final byte[] stored;

    /**
     * An entry that is about to be sent.
     *
     * @param number the entry's number
     * @param stored the bytes that were, or were about to be, stored under it
     */
    public PendingEntry(long number, byte[] stored) {
        this.number = number;
        this.stored = stored.clone();
    }

    public long number() {
        return number;
    }

    public byte[] stored() {
        return stored.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PendingEntry entry && entry.number == number && Arrays.equals(entry.stored, stored);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number) * 31 + Arrays.hashCode(stored);
    }
}
