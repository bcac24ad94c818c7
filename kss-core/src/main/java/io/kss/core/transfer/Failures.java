package io.kss.core.transfer;

import io.kss.core.concurrent.Crew;
import io.kss.core.failure.KssException;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageException;
import org.jspecify.annotations.Nullable;

/** Takes what went wrong in a crew to the thread that owns it. */
final class Failures {

    private Failures() {}

    /** Throws the crew's failure if it has one. */
    static void check(Crew crew) throws StorageException, HypervisorException, KssException, InterruptedException {
        raise(crew.failure());
    }

    /** The failure of a store, or the interrupt of this thread that led to it. */
    static StorageException orInterrupted(StorageException failure) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted = new InterruptedException();
            interrupted.initCause(failure);
            throw interrupted;
        }
        return failure;
    }

    static void raise(@Nullable Throwable failure)
            throws StorageException, HypervisorException, KssException, InterruptedException {
        if (failure instanceof HypervisorException e) {
            throw e;
        }
        Crew.raise(failure, StorageException.class, KssException.class);
    }
}
