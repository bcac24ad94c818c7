package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.connection.Job;
import io.kss.libvirt.connection.Saving;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.SavedForm;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import io.kss.spi.hypervisor.RunState;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves by libvirt's own format: a header, the definition that the process had, and QEMU's stream. The definition in a file
 * may come from a store, so it is taken like any other: what it says of hosts and paths is left out.
 */
final class LibvirtHibernation implements Hibernation {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtHibernation.class);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration AGAIN = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofSeconds(60);
    private static final Duration AGENT = Duration.ofSeconds(3);

    private final Connection here;

    LibvirtHibernation(Connection here) {
        this.here = here;
    }

    @Override
    public void save(String domain, Path file, SaveProgress progress) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            if (handle.state() != RunState.RUNNING) {
                throw new HypervisorException(
                        Reason.WRONG_STATE, "VM '" + domain + "' does not run; it can't be saved");
            }
            MemoryFile.create(file, DomainXml.parse(handle.liveXml()).memory());
            try {
                save(handle, file, progress);
            } catch (HypervisorException | RuntimeException e) {
                forget(handle, file, e);
                throw e;
            }
            MemoryFile.sync(file);
        }
    }

    private static void save(DomainHandle handle, Path file, SaveProgress progress) throws HypervisorException {
        Saving saving = Saving.toFile(handle, file.toString());
        boolean interrupted = false;
        try {
            while (!interrupted) {
                try {
                    if (saving.ended(LOOK)) {
                        return;
                    }
                    job(handle).ifPresent(found -> progress.saved(found.memoryDone(), found.memoryTotal()));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            breakOff(handle, saving);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Again and again, for it may not have begun yet. It may also come to its end: then the domain is saved. */
    private static void breakOff(DomainHandle handle, Saving saving) throws HypervisorException {
        String what = "interrupted while the memory of VM '" + handle.name() + "' was being saved";
        long end = System.nanoTime() + GRACE.toNanos();
        try {
            do {
                if (System.nanoTime() - end > 0) {
                    throw new HypervisorException(Reason.UNAVAILABLE, what + "; it does not end");
                }
                abort(handle);
            } while (!await(saving, AGAIN));
        } catch (HypervisorException e) {
            throw new HypervisorException(e.reason(), what + ": " + e.getMessage(), e);
        }
    }

    private static boolean await(Saving saving, Duration patience) throws HypervisorException {
        try {
            return saving.ended(patience);
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** What is being done with it; it may end between two questions. */
    private static Optional<Job> job(DomainHandle handle) throws HypervisorException {
        try {
            return handle.state().active() ? handle.job() : Optional.empty();
        } catch (HypervisorException e) {
            if (e.reason() == Reason.WRONG_STATE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void abort(DomainHandle handle) throws HypervisorException {
        if (job(handle).isPresent()) {
            try {
                handle.abortJob();
            } catch (HypervisorException e) {
                LOG.debug("it may have ended between the two questions", e);
            }
        }
    }

    private static void forget(DomainHandle handle, Path file, Exception cause) {
        try {
            if (handle.state().active()) {
                MemoryFile.delete(file);
            }
        } catch (HypervisorException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void cancelSaving(String domain) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            abort(handle);
            long end = System.nanoTime() + GRACE.toNanos();
            while (job(handle).isPresent()) {
                if (System.nanoTime() - end > 0) {
                    throw new HypervisorException(
                            Reason.UNAVAILABLE,
                            "the memory of VM '" + domain + "' is being saved and can't be stopped");
                }
                pause();
            }
        }
    }

    private static void pause() throws HypervisorException {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted", e);
        }
    }

    @Override
    public boolean isComplete(Path file) throws HypervisorException {
        return MemoryFile.isComplete(file);
    }

    @Override
    public InputStream read(Path file) throws HypervisorException {
        return MemoryFile.read(file);
    }

    @Override
    public LayerWriter fill(Path file, long size) throws HypervisorException {
        return MemoryFile.fill(file, size);
    }

    @Override
    public void restore(String domain, Path file) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            if (handle.state().active()) {
                throw new HypervisorException(Reason.WRONG_STATE, "VM '" + domain + "' runs already");
            }
            ManagedSave.refuse(handle);
            if (!MemoryFile.isComplete(file)) {
                throw new HypervisorException(Reason.DAMAGED, "the saved memory '" + file + "' is not complete");
            }
            Saving restoring = here.restore(file.toString(), xml(handle, file));
            try {
                while (!restoring.ended(LOOK)) {
                    // until it has ended
                }
            } catch (InterruptedException e) {
                handle.destroy();
                boolean unused = await(restoring, GRACE);
                end(handle);
                Thread.currentThread().interrupt();
                throw new HypervisorException(Reason.FAILED, "interrupted while VM '" + domain + "' was restored", e);
            } catch (HypervisorException e) {
                end(handle);
                throw e.reason() == Reason.DAMAGED || e.reason() == Reason.FAILED
                        ? new HypervisorException(Reason.UNSUPPORTED, String.valueOf(e.getMessage()), e)
                        : e;
            }
        }
    }

    /** The machine as it was saved, with what this host has for it. */
    private String xml(DomainHandle handle, Path file) throws HypervisorException {
        DomainXml persistent = DomainXml.parse(handle.persistentXml());
        DomainXml saved = DomainXml.parse(here.savedXml(file.toString()));
        if (!saved.uuid().equals(persistent.uuid())) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED,
                    "the saved memory '" + file + "' is another machine's than '" + handle.name() + "'");
        }
        return SavedForm.of(saved, persistent);
    }

    private static void end(DomainHandle handle) throws HypervisorException {
        if (handle.state().active()) {
            handle.destroy();
        }
    }

    /** The guest's clock stood still; an agent that answers sets it right, and time protocols do in the end. */
    @Override
    public void resume(String domain) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            if (handle.state() == RunState.HELD) {
                handle.resume();
                if (DomainXml.parse(handle.liveXml()).agentConnected()) {
                    setTime(domain);
                }
            }
        }
    }

    /** On a thread and a handle of its own: an agent that does not answer may keep it for ever. */
    private void setTime(String domain) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try (DomainHandle handle = here.domain(domain)) {
                return handle.syncTime();
            }
        });
        Thread thread = new Thread(task, "kss-libvirt-clock");
        thread.setDaemon(true);
        thread.start();
        try {
            LOG.debug("the clock of VM '{}' was set: {}", domain, task.get(AGENT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("the clock of VM '{}' was not set", domain, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
