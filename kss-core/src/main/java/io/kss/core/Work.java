package io.kss.core;

import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A piece of work with all the ways in which it can fail, which become one for the caller. */
@FunctionalInterface
interface Work<T> {

    T run() throws KssException, HypervisorException, IOException, InterruptedException;

    /** Runs the work; every failure is a {@link KssException} that a user can act on. */
    static <T> T explained(StoreLink store, Work<T> work) throws KssException {
        try {
            return work.run();
        } catch (KssException e) {
            throw Thread.currentThread().isInterrupted() ? interrupted() : e;
        } catch (HypervisorException e) {
            throw Thread.currentThread().isInterrupted() ? interrupted() : Failures.of(e);
        } catch (StorageException e) {
            throw Thread.currentThread().isInterrupted() ? interrupted() : store.explain(e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            throw cause instanceof StorageException failure
                    ? store.explain(failure)
                    : Failures.ofState(cause == null ? new IOException(e) : cause);
        } catch (IOException e) {
            throw Thread.currentThread().isInterrupted() ? interrupted() : Failures.ofState(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static KssException interrupted() {
        Thread.currentThread().interrupt();
        return Failures.interrupted();
    }
}
