package io.kss.core;

import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work that somebody can't wait for any longer than this: a hypervisor that waits for its hook keeps others waiting. */
final class Deadline {

    private Deadline() {}

    /**
     * Does the work on another thread.
     *
     * @throws KssException the work's own; {@code STORE_UNAVAILABLE} if the time is over, which leaves the work behind to
     *     end by itself
     */
    static <T> T within(Duration patience, Task<T> work) throws KssException {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread thread = new Thread(task, "kss-deadline");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new KssException(
                    Reason.STORE_UNAVAILABLE, "The store did not answer within " + patience.toSeconds() + " seconds.");
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.interrupted();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KssException refused) {
                throw refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Work that can be refused. */
    interface Task<T> {
        T run() throws KssException;
    }
}
