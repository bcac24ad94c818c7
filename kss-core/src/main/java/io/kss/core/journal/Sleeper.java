package io.kss.core.journal;

import java.io.InterruptedIOException;

/** Waits. Tests give one that does not. */
@FunctionalInterface
public interface Sleeper {

    /**
     * Waits.
     *
     * @throws InterruptedIOException if the thread was interrupted; its flag is set then
     */
    void sleep(long milliseconds) throws InterruptedIOException;

    /** Really waits. */
    static Sleeper real() {
        return milliseconds -> {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting to ask the store again");
            }
        };
    }
}
