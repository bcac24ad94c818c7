package io.kss.spi.hypervisor;

import org.jspecify.annotations.Nullable;

/** An operation on a domain or a disk image failed. The message names the domain or file, the reason, and the way out. */
public final class HypervisorException extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    public HypervisorException(Reason reason, String message) {
        this(reason, message, null);
    }

    public HypervisorException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What a caller can act on. */
    public enum Reason {
        /** The hypervisor, or a program it needs, is not there or does not answer. */
        UNAVAILABLE,
        /** The user may not do this here. */
        DENIED,
        NO_SUCH_DOMAIN,
        /** The domain runs, or does not, or has a managed save: not now. */
        WRONG_STATE,
        /** Another process holds a disk image. */
        IN_USE,
        /** The domain or image has a feature that can't be handled. */
        UNSUPPORTED,
        /** A file is missing. */
        MISSING,
        /** A disk image, or what it stands on, is not what it claims to be. */
        DAMAGED,
        NO_ROOM,
        /** Anything else. */
        FAILED
    }
}
