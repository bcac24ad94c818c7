package com.example.kss.webdav;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.net.http.HttpResponse;
import java.util.Set;

/** The numbers that servers answer with, and what those mean that nobody asked for. */
final class Answers {

    static final int OK = 200;
    static final int CREATED = 201;
    static final int PARTIAL = 206;
    static final int MULTI_STATUS = 207;
    static final int MOVED = 301;
    static final int BAD_REQUEST = 400;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int NO_SUCH_RANGE = 416;

    private static final Set<String> CHANGING = Set.of("PUT", "MOVE");

    private Answers() {}

    static boolean done(HttpResponse<?> response) {
        return response.statusCode() >= OK && response.statusCode() < MULTI_STATUS;
    }

    /** What it means that a request was answered otherwise than it had to be. */
    static StorageException unexpected(String what, HttpResponse<?> response) {
        String message = what + " failed: " + response.request().uri() + " answered " + response.statusCode();
        return switch (response.statusCode()) {
            case 401, 403 -> new AccessDeniedStorageException(message);
            case 429, 503 -> new TransientStorageException(message);
            // A gateway gave up waiting: what it asked for may still happen.
            case 502, 504 ->
                CHANGING.contains(response.request().method())
                        ? new OutcomeUnknownException(message)
                        : new TransientStorageException(message);
            case 413, 507 -> new StoreFullException(message);
            default -> new StorageException(message);
        };
    }
}
