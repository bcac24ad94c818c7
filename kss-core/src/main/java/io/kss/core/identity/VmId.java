package io.kss.core.identity;

/** Identifies a VM in a repository. */
public record VmId(String value) implements Comparable<VmId> {

    /** @throws IllegalArgumentException if the value is not 32 lower-case hexadecimal digits */
    public VmId {
        HexId.checked("vm", value);
    }

    /** A new identity. */
    public static VmId next(IdSource ids) {
        return new VmId(ids.next());
    }

    @Override
    public int compareTo(VmId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
