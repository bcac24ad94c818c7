package io.kss.core.failure;

import java.util.Locale;

/** Why the library could not do what it was asked. The {@link #code} is stable across versions. */
public enum Reason {
    /** An argument or setting makes no sense. */
    WRONG_USAGE,
    /** This host and the repository each have what the other lacks: a person decides. */
    DIVERGED,
    /** Another host holds the lease. */
    LEASED_ELSEWHERE,
    /** Work of this host was never sent, and the store can't be reached. */
    BLOCKED_UNSENT,
    STORE_UNAVAILABLE,
    STORE_DENIED,
    /** The store lacks an ability that safety rests on. */
    STORE_UNFIT,
    /** The store holds no repository yet. */
    NO_REPOSITORY,
    REPOSITORY_EXISTS,
    /** Written by a newer version. */
    NEWER_FORMAT,
    /** Stored or local data is not what was written. */
    DAMAGED,
    /** The repository's history is shorter than, or different from, what this host has seen. */
    HISTORY_REWRITTEN,
    /** A sealed layer was changed by somebody. */
    SEALED_LAYER_CHANGED,
    NO_SUCH_VM,
    NO_SUCH_SNAPSHOT,
    NO_SUCH_BRANCH,
    /** Two unrelated VMs have one name. */
    UNRELATED_VM,
    /** The VM runs, or does not, or has a managed save image: not now. */
    WRONG_VM_STATE,
    /** The VM has a feature that can't be synchronised. */
    UNSUPPORTED_VM,
    /** The guest did not shut down before the deadline. */
    SHUTDOWN_TIMEOUT,
    HYPERVISOR_UNAVAILABLE,
    /** Another host of the user's can't be reached. */
    PEER_UNREACHABLE,
    NO_ROOM_LOCALLY,
    NO_ROOM_ON_STORE,
    /** Stopped and sealed, but not sent. */
    SEALED_NOT_SENT,
    /** Another process works on this VM. */
    BUSY,
    INTERRUPTED,
    UNEXPECTED;

    /** The stable name, e.g. {@code leased-elsewhere}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
