package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** A put may have taken effect, or may still take effect later: read back before deciding anything. */
public final class OutcomeUnknownException extends StorageException {

    private static final long serialVersionUID = 1;

    public OutcomeUnknownException(String message) {
        super(message);
    }

    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
