package io.kss.core.identity;

/** Identifies an installation of kss on one machine. */
public record HostId(String value) implements Comparable<HostId> {

    /** @throws IllegalArgumentException if the value is not 32 lower-case hexadecimal digits */
    public HostId {
        HexId.checked("host", value);
    }

    /** A new identity. */
    public static HostId next(IdSource ids) {
        return new HostId(ids.next());
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
