package io.kss.core.operation;

/** What a start did about a guest's saved memory. */
public enum MemoryUse {
    /** There was none. */
    NONE,
    /** The guest goes on where it was. */
    RESUMED,
    /** It was given up on purpose; the guest boots from its disks. */
    DISCARDED,
    /** An earlier start used it, and that run was cut short; the guest boots from its disks. */
    USED_BEFORE
}
