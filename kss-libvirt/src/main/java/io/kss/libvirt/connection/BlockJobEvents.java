package io.kss.libvirt.connection;

import com.sun.jna.Pointer;
import io.kss.spi.hypervisor.HypervisorException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.Libvirt;

/** Hears how the jobs on one disk of one domain end, from before the first begins. Thread-safe. */
public final class BlockJobEvents implements AutoCloseable {

    /** The kind that names the disk by its target, whatever file it is on by then. */
    private static final int BLOCK_JOB_2 = 16;

    private final NativeLibvirt libvirt;
    private final ConnectionPointer connection;
    private final BlockingQueue<Integer> endings = new LinkedBlockingQueue<>();
    /** A field, since native code holds on to it. */
    private final Callback callback;

    private final int registration;

    /** Called by libvirt's event loop. */
    interface Callback extends Libvirt.VirDomainEventCallback {
        void eventCallback(
                ConnectionPointer source, DomainPointer domain, String disk, int type, int status, Pointer data);
    }

    BlockJobEvents(NativeLibvirt libvirt, ConnectionPointer connection, String name, String target)
            throws HypervisorException {
        this.libvirt = libvirt;
        this.connection = connection;
        this.callback = (source, domain, disk, type, status, data) -> {
            if (target.equals(disk) && name.equals(libvirt.virDomainGetName(domain))) {
                endings.add(status);
            }
        };
        this.registration =
                libvirt.virConnectDomainEventRegisterAny(connection, null, BLOCK_JOB_2, callback, null, null);
        if (registration < 0) {
            throw VirtFailure.last(libvirt, "can't watch the disks of VM '" + name + "'");
        }
    }

    /** How the next job ended, if one does in time. */
    public Optional<Ending> await(long millis) throws InterruptedException {
        return Optional.ofNullable(endings.poll(millis, TimeUnit.MILLISECONDS)).map(Ending::of);
    }

    @Override
    public void close() {
        libvirt.virConnectDomainEventDeregisterAny(connection, registration);
    }

    /** What libvirt says of the end of a job. */
    public enum Ending {
        COMPLETED,
        FAILED,
        CANCELLED,
        /** It goes on until somebody decides. */
        READY;

        private static Ending of(int status) {
            return switch (status) {
                case 0 -> COMPLETED;
                case 2 -> CANCELLED;
                case 3 -> READY;
                default -> FAILED;
            };
        }
    }
}
