package io.kss.core;

/** Which side of a conflict goes on under the VM's name. The other stays as a branch. */
public enum Keep {
    LOCAL,
    REMOTE,
    /** As {@link #REMOTE}, and the local side is also defined on this host as a second VM. */
    BOTH
}
