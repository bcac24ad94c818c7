package io.kss.libvirt;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Questions to another host's libvirt that must not hold up who asks. Keep-alive ends a connection that has died, but a
 * question that waits on it beside a move was seen to wait on for ever.
 */
final class Asking {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String host;

    Asking(String host) {
        this.host = host;
    }

    /** The answer. {@code UNAVAILABLE} if there is none in time; the question is left to a thread of its own then. */
    <T> T ask(Callable<T> question) throws HypervisorException {
        FutureTask<T> task = new FutureTask<>(question);
        Thread thread = new Thread(task, "kss-libvirt-question");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HypervisorException(
                    Reason.UNAVAILABLE, "libvirt at " + host + " did not answer for " + LIMIT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HypervisorException cause
                    ? cause
                    : new HypervisorException(Reason.FAILED, "can't ask libvirt at " + host, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while asking libvirt at " + host, e);
        }
    }
}
