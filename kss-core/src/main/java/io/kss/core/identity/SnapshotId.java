package io.kss.core.identity;

/** Identifies one state of a whole VM, for ever. */
public record SnapshotId(String value) implements Comparable<SnapshotId> {

    /** @throws IllegalArgumentException if the value is not 32 lower-case hexadecimal digits */
    public SnapshotId {
        HexId.checked("snapshot", value);
    }

    /** A new identity. */
    public static SnapshotId next(IdSource ids) {
        return new SnapshotId(ids.next());
    }

    @Override
    public int compareTo(SnapshotId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
