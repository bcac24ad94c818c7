package io.kss.libvirt.connection;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;

/** Opens native connections. A daemon that accepts but never answers would otherwise hold the caller for ever. */
final class Opening {

    private static final int SECONDS = 20;

    /** A daemon that does not answer this many questions, this many seconds apart, counts as gone. */
    private static final int KEEP_ALIVE_COUNT = 4;

    private static final int KEEP_ALIVE_INTERVAL = 5;

    private Opening() {}

    static ConnectionPointer open(NativeLibvirt libvirt, String uri) throws HypervisorException {
        FutureTask<ConnectionPointer> task = new FutureTask<>(() -> opened(libvirt, uri));
        Thread thread = new Thread(task, "kss-libvirt-open");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HypervisorException cause
                    ? cause
                    : new HypervisorException(Reason.FAILED, "can't connect to " + uri, e.getCause());
        } catch (TimeoutException e) {
            throw new HypervisorException(
                    Reason.UNAVAILABLE,
                    "libvirt's daemon at " + uri + " did not answer within " + SECONDS + " s; restart it",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while connecting to " + uri, e);
        }
    }

    private static ConnectionPointer opened(NativeLibvirt libvirt, String uri) throws HypervisorException {
        @Nullable ConnectionPointer connection = libvirt.virConnectOpen(uri);
        if (connection == null) {
            throw VirtFailure.last(libvirt, "can't connect to " + uri);
        }
        libvirt.virConnectSetKeepAlive(connection, KEEP_ALIVE_INTERVAL, KEEP_ALIVE_COUNT);
        return connection;
    }
}
