package io.kss.libvirt;

import io.kss.libvirt.connection.BlockJobEvents;
import io.kss.libvirt.connection.BlockJobEvents.Ending;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.image.QemuImages;
import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.CommitRequest;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges layers of a running domain by a block commit that leaves the active layer alone. Nothing that libvirt says about
 * the job's end is believed before the chain of files itself shows it.
 */
final class Committing {

    private static final Logger LOG = LoggerFactory.getLogger(Committing.class);

    private static final long BETWEEN_LOOKS_MILLIS = 500;

    /** After the job is gone, its event may take a moment longer. */
    private static final int LOOKS_WITHOUT_A_JOB = 20;

    private final QemuImages images;

    Committing(QemuImages images) {
        this.images = images;
    }

    /** The events must be heard since before this is called. */
    void commit(DomainHandle handle, BlockJobEvents events, CommitRequest request) throws HypervisorException {
        Path active = activeLayer(handle, request);
        requireInOrder(active, request);
        requireIdle(handle, request.target());
        makeWritable(request.base());
        begin(handle, request);
        try {
            awaitEnd(handle, events, request);
        } catch (HypervisorException | RuntimeException e) {
            breakOff(handle, request, e);
            throw e;
        }
        List<Path> files = files(active);
        if (files.contains(request.top()) || !files.contains(request.base())) {
            throw new HypervisorException(
                    Reason.FAILED,
                    "libvirt says that layers of VM '" + request.domain() + "' were merged, but '" + active
                            + "' still stands on '" + request.top() + "'; shut the VM down and try again");
        }
    }

    /** No-op where nothing goes on. */
    void end(DomainHandle handle, String target) throws HypervisorException {
        if (handle.state().active() && handle.blockJob(target)) {
            try {
                handle.abortBlockJob(target);
            } catch (HypervisorException e) {
                // it came to its end by itself
                if (handle.state().active() && handle.blockJob(target)) {
                    throw e;
                }
            }
        }
    }

    private void begin(DomainHandle handle, CommitRequest request) throws HypervisorException {
        String base = request.base().toString();
        String top = request.top().toString();
        try {
            handle.commitBlocks(request.target(), base, top, request.bytesPerSecond(), true);
        } catch (HypervisorException e) {
            if (!String.valueOf(e.getMessage()).contains("relative")) {
                throw e;
            }
            // it forgets relative names when its daemon was restarted since the VM was
            LOG.info("the backing file of VM '{}' will be named absolutely: {}", request.domain(), e.getMessage());
            handle.commitBlocks(request.target(), base, top, request.bytesPerSecond(), false);
        }
    }

    private static void awaitEnd(DomainHandle handle, BlockJobEvents events, CommitRequest request)
            throws HypervisorException {
        int without = 0;
        while (true) {
            Optional<Ending> ending = next(events);
            if (ending.isPresent()) {
                if (ending.get() == Ending.COMPLETED) {
                    return;
                }
                throw new HypervisorException(
                        Reason.FAILED,
                        "merging layers of disk " + request.target() + " of VM '" + request.domain() + "' ended as "
                                + ending.get() + "; see libvirt's log, and that the disk is not full");
            }
            if (!handle.state().active()) {
                throw new HypervisorException(
                        Reason.WRONG_STATE,
                        "VM '" + request.domain() + "' went off while its layers were being merged");
            }
            without = handle.blockJob(request.target()) ? 0 : without + 1;
            if (without == LOOKS_WITHOUT_A_JOB) {
                // the event is lost: the chain tells
                return;
            }
        }
    }

    private static Optional<Ending> next(BlockJobEvents events) throws HypervisorException {
        try {
            return events.await(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while layers were being merged", e);
        }
    }

    /** What failed must not go on unwatched. */
    private void breakOff(DomainHandle handle, CommitRequest request, Exception cause) {
        try {
            end(handle, request.target());
        } catch (HypervisorException e) {
            cause.addSuppressed(e);
        }
    }

    private static Path activeLayer(DomainHandle handle, CommitRequest request) throws HypervisorException {
        if (!handle.state().active()) {
            throw new HypervisorException(Reason.WRONG_STATE, "VM '" + request.domain() + "' does not run");
        }
        Path active = DomainXml.parse(handle.liveXml()).files().get(request.target());
        if (active == null) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED, "VM '" + request.domain() + "' has no disk " + request.target() + " in a file");
        }
        return active;
    }

    private void requireInOrder(Path active, CommitRequest request) throws HypervisorException {
        List<Path> files = files(active);
        int top = files.indexOf(request.top());
        if (top < 1 || files.indexOf(request.base()) <= top) {
            throw new HypervisorException(
                    Reason.DAMAGED,
                    "'" + active + "' does not stand on '" + request.top() + "', and that on '" + request.base() + "'");
        }
    }

    private static void requireIdle(DomainHandle handle, String target) throws HypervisorException {
        if (handle.blockJob(target)) {
            throw new HypervisorException(
                    Reason.WRONG_STATE,
                    "something else goes on with disk " + target + " of VM '" + handle.name()
                            + "'; 'virsh blockjob' shows it");
        }
    }

    private List<Path> files(Path active) throws HypervisorException {
        return images.chain(active).stream().map(ImageInfo::file).toList();
    }

    private static void makeWritable(Path file) throws HypervisorException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw Failures.of("can't make image '" + file + "' writable", e);
        }
    }
}
