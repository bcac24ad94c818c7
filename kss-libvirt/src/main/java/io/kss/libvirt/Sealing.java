package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.SnapshotXml;
import io.kss.libvirt.image.QemuImages;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new layers on disks. The files exist before anything refers to them, and the end is the same whatever happened
 * on the way: live and persistent definition name the overlays.
 */
final class Sealing {

    private static final Logger LOG = LoggerFactory.getLogger(Sealing.class);

    private final Overlays overlays;

    Sealing(QemuImages images) {
        this.overlays = new Overlays(images);
    }

    Consistency seal(DomainHandle handle, SealRequest request, Definer definer) throws HypervisorException {
        ManagedSave.refuse(handle);
        RunState state = handle.state();
        Tops tops = Tops.of(handle, state);
        tops.requireSettled(request);
        overlays.create(request, tops);
        try {
            return state.active() ? sealLive(handle, request, state, definer) : sealOff(handle, request, definer);
        } catch (HypervisorException | RuntimeException e) {
            abandon(handle, request, e);
            throw e;
        }
    }

    private Consistency sealLive(DomainHandle handle, SealRequest request, RunState state, Definer definer)
            throws HypervisorException {
        boolean quiesced =
                snapshot(handle, request, request.overlays(), request.quiesce() && state == RunState.RUNNING);
        persist(handle, request, definer);
        verify(handle, request);
        return quiesced ? Consistency.QUIESCED : Consistency.CRASH;
    }

    private Consistency sealOff(DomainHandle handle, SealRequest request, Definer definer) throws HypervisorException {
        if (handle.state().active()) {
            throw new HypervisorException(
                    Reason.WRONG_STATE,
                    "VM '" + request.domain() + "' was started while it was being sealed; try again");
        }
        persist(handle, request, definer);
        if (handle.state().active()) {
            // started with which definition? verify tells, and complete puts it right
            verify(handle, request);
        }
        ManagedSave.refuse(handle);
        verify(handle, request);
        return Consistency.CLEAN;
    }

    void complete(DomainHandle handle, SealRequest request, Definer definer) throws HypervisorException {
        ManagedSave.refuse(handle);
        for (int attempt = 0; attempt < 3; attempt++) {
            RunState state = handle.state();
            Tops tops = Tops.of(handle, state);
            overlays.complete(request, tops);
            if (state.active()) {
                Map<String, Path> missing = tops.notYetLive(request);
                if (!missing.isEmpty()) {
                    snapshot(handle, request, missing, false);
                }
            }
            persist(handle, request, definer);
            if (Tops.of(handle, handle.state()).sealed(request)) {
                break;
            }
        }
        verify(handle, request);
    }

    /** Returns whether the file systems were frozen. */
    private static boolean snapshot(DomainHandle handle, SealRequest request, Map<String, Path> files, boolean quiesce)
            throws HypervisorException {
        DomainXml live = DomainXml.parse(handle.liveXml());
        String xml = SnapshotXml.of(live, files);
        if (quiesce) {
            try {
                handle.snapshotDisks(xml, true);
                return true;
            } catch (HypervisorException e) {
                if (!Tops.of(handle, handle.state()).untouched(request)) {
                    throw e;
                }
                LOG.info("the file systems of VM '{}' could not be frozen: {}", request.domain(), e.getMessage());
            }
        }
        handle.snapshotDisks(xml, false);
        return false;
    }

    private static void persist(DomainHandle handle, SealRequest request, Definer definer) throws HypervisorException {
        DomainXml persistent = DomainXml.parse(handle.persistentXml());
        Map<String, Path> wanted = new TreeMap<>(request.overlays());
        wanted.entrySet()
                .removeIf(entry -> entry.getValue().equals(persistent.files().get(entry.getKey())));
        if (!wanted.isEmpty()) {
            definer.define(persistent.withFiles(wanted));
        }
    }

    private void verify(DomainHandle handle, SealRequest request) throws HypervisorException {
        Tops tops = Tops.of(handle, handle.state());
        if (!tops.sealed(request)) {
            throw new HypervisorException(
                    Reason.WRONG_STATE,
                    "the new layers of VM '" + request.domain() + "' are not in place everywhere, since something else"
                            + " changed the VM meanwhile; run the command again");
        }
        overlays.requireReleased(request);
    }

    /** What failed must leave nothing behind if nothing was changed. */
    private void abandon(DomainHandle handle, SealRequest request, Exception cause) {
        try {
            if (Tops.of(handle, handle.state()).untouched(request)) {
                overlays.delete(request);
            }
        } catch (HypervisorException e) {
            cause.addSuppressed(e);
        }
    }

    /** Makes XML a domain's persistent definition. */
    @FunctionalInterface
    interface Definer {
        void define(String xml) throws HypervisorException;
    }
}
