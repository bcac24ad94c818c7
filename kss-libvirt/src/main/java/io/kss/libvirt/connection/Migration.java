package io.kss.libvirt.connection;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;

/**
 * One native call that moves a domain from one connection to another, on a thread of its own: it may hang where a network
 * ends in silence, and whoever waits for it must not.
 */
public final class Migration implements AutoCloseable {

    private static final int LIVE = 1;
    private static final int PAUSED = 32;
    private static final int INCREMENTAL = 128;
    private static final int PROTECTED = 256;
    private static final int ABORT_ON_ERROR = 4096;
    private static final int CONVERGE = 8192;
    private static final int POST_COPY = 1 << 15;
    private static final int RESUME = 1 << 19;

    private static final long MIB = 1 << 20;

    /** How a domain crosses. */
    public enum Mode {
        /** It arrives whole, and paused. */
        PAUSED(LIVE | Migration.PAUSED | INCREMENTAL | PROTECTED | ABORT_ON_ERROR | CONVERGE),
        /** It executes there as soon as it is told to switch, or has crossed by itself. */
        POST_COPY(LIVE | INCREMENTAL | PROTECTED | ABORT_ON_ERROR | Migration.POST_COPY),
        /** A post-copy that was cut goes on. */
        REST(LIVE | PROTECTED | Migration.POST_COPY | RESUME);

        private final int flags;

        Mode(int flags) {
            this.flags = flags;
        }
    }

    private final NativeLibvirt libvirt;
    private final ConnectionPointer from;
    private final DomainPointer domain;
    private final ConnectionPointer to;
    private final FutureTask<Boolean> task;

    private Migration(
            NativeLibvirt libvirt,
            ConnectionPointer from,
            DomainPointer domain,
            ConnectionPointer to,
            FutureTask<Boolean> task) {
        this.libvirt = libvirt;
        this.from = from;
        this.domain = domain;
        this.to = to;
        this.task = task;
    }

    /**
     * Begins, with connections of its own: libvirt's client was seen to crash when another thread asked something on the
     * connection on which a move waited for a host that slept; and the receiving libvirt gives up what has not arrived with
     * the end of its connection.
     *
     * @param fromUri where the domain is
     * @param toUri the receiving libvirt
     * @param xml the definition that the receiving process gets
     * @param disks the targets whose newest layer goes along
     */
    public static Migration start(
            Mode mode,
            String fromUri,
            String name,
            String toUri,
            String xml,
            Collection<String> disks,
            Optional<String> reachedAt,
            OptionalLong bandwidth)
            throws HypervisorException {
        NativeLibvirt libvirt = EventLoop.libvirt();
        ConnectionPointer from = Opening.open(libvirt, fromUri);
        @Nullable DomainPointer domain = libvirt.virDomainLookupByName(from, name);
        if (domain == null) {
            HypervisorException failure = VirtFailure.last(libvirt, "can't look for VM '" + name + "'");
            libvirt.virConnectClose(from);
            throw failure;
        }
        ConnectionPointer to;
        try {
            to = Opening.open(libvirt, toUri);
        } catch (HypervisorException e) {
            libvirt.virDomainFree(domain);
            libvirt.virConnectClose(from);
            throw e;
        }
        FutureTask<Boolean> task =
                new FutureTask<>(() -> migrate(libvirt, mode, domain, name, to, xml, disks, reachedAt, bandwidth));
        Thread thread = new Thread(task, "kss-libvirt-move");
        thread.setDaemon(true);
        thread.start();
        return new Migration(libvirt, from, domain, to, task);
    }

    private static boolean migrate(
            NativeLibvirt libvirt,
            Mode mode,
            DomainPointer domain,
            String name,
            ConnectionPointer to,
            String xml,
            Collection<String> disks,
            Optional<String> reachedAt,
            OptionalLong bandwidth)
            throws HypervisorException {
        PointerByReference parameters = new PointerByReference();
        IntByReference count = new IntByReference();
        IntByReference room = new IntByReference();
        if (mode != Mode.REST) {
            libvirt.virTypedParamsAddString(parameters, count, room, "destination_xml", xml);
        }
        for (String disk : disks) {
            libvirt.virTypedParamsAddString(parameters, count, room, "migrate_disks", disk);
        }
        if (reachedAt.isPresent()) {
            String host = reachedAt.get().contains(":") ? "[" + reachedAt.get() + "]" : reachedAt.get();
            libvirt.virTypedParamsAddString(parameters, count, room, "migrate_uri", "tcp://" + host);
        }
        if (bandwidth.isPresent()) {
            long rate = Math.max(1, bandwidth.getAsLong() / MIB);
            libvirt.virTypedParamsAddULLong(parameters, count, room, "bandwidth", rate);
        }
        Pointer array = parameters.getValue();
        try {
            @Nullable DomainPointer moved = libvirt.virDomainMigrate3(domain, to, array, count.getValue(), mode.flags);
            if (moved == null) {
                throw VirtFailure.last(libvirt, "can't move VM '" + name + "'");
            }
            libvirt.virDomainFree(moved);
            return true;
        } finally {
            libvirt.virTypedParamsFree(array, count.getValue());
        }
    }

    /** Waits for the end, but not longer than this. Whether it ended well; throws if it failed. */
    public boolean ended(Duration patience) throws HypervisorException {
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HypervisorException cause
                    ? new HypervisorException(cause.reason(), String.valueOf(cause.getMessage()), cause)
                    : new HypervisorException(Reason.FAILED, "a move failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while a VM was being moved", e);
        }
    }

    /** Whether the call came back. */
    public boolean isOver() {
        return task.isDone();
    }

    @Override
    public void close() {
        // a call that never came back still uses them; they end with the process
        if (task.isDone()) {
            libvirt.virDomainFree(domain);
            libvirt.virConnectClose(from);
            libvirt.virConnectClose(to);
        }
    }
}
