package io.kss.libvirt.connection;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.libvirt.jna.ConnectionPointer;

/**
 * One native call that writes a domain's memory to a file or reads it from there, on a thread of its own: it takes as long as
 * the disk does, and whoever waits for it must hear an interruption.
 */
public final class Saving {

    private static final int PAUSED = 4;

    private final FutureTask<Boolean> task;

    private Saving(FutureTask<Boolean> task) {
        this.task = task;
    }

    /** Begins to save a domain, which ends with it. */
    public static Saving toFile(DomainHandle domain, String file) throws HypervisorException {
        NativeLibvirt libvirt = EventLoop.libvirt();
        return begin(() -> {
            if (libvirt.virDomainSaveFlags(domain.pointer(), file, null, 0) < 0) {
                throw VirtFailure.last(libvirt, "can't save the memory of VM '" + domain.name() + "'");
            }
            return true;
        });
    }

    /** Begins to restore a domain, which does not execute afterwards. */
    static Saving fromFile(NativeLibvirt libvirt, ConnectionPointerSource connection, String file, String xml) {
        return begin(() -> {
            if (libvirt.virDomainRestoreFlags(connection.pointer(), file, xml, PAUSED) < 0) {
                throw VirtFailure.last(libvirt, "can't restore '" + file + "'");
            }
            return true;
        });
    }

    private static Saving begin(Callable<Boolean> call) {
        FutureTask<Boolean> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "kss-libvirt-memory");
        thread.setDaemon(true);
        thread.start();
        return new Saving(task);
    }

    /** Waits for the end, but not longer than this. Whether it ended well; throws if it failed. */
    public boolean ended(Duration patience) throws HypervisorException, InterruptedException {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HypervisorException cause
                    ? new HypervisorException(cause.reason(), String.valueOf(cause.getMessage()), cause)
                    : new HypervisorException(Reason.FAILED, "saving or restoring memory failed", e.getCause());
        }
    }

    /** Gives the connection to use, when it is needed. */
    interface ConnectionPointerSource {
        ConnectionPointer pointer() throws HypervisorException;
    }
}
