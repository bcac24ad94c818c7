package io.kss.core.identity;

/** Identifies a disk of a VM. */
public record DiskId(String value) implements Comparable<DiskId> {

    /** @throws IllegalArgumentException if the value is not 32 lower-case hexadecimal digits */
    public DiskId {
        HexId.checked("disk", value);
    }

    /** A new identity. */
    public static DiskId next(IdSource ids) {
        return new DiskId(ids.next());
    }

    @Override
    public int compareTo(DiskId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
