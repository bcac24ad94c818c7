package io.kss.spi.hypervisor;

/** What a domain is doing. */
public enum RunState {
    /** No process; may be started. */
    OFF,
    RUNNING,
    /** A process exists and holds the disks, but the guest does not execute (paused, suspended, crashed, shutting down). */
    HELD;

    /** Whether some process may hold the disks open. */
    public boolean active() {
        return this != OFF;
    }
}
