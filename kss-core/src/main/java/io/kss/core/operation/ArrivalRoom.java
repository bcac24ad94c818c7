package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.Intent;
import io.kss.spi.hypervisor.HypervisorException;
import java.nio.file.Path;

/** Room for what a guest writes once it is here: one that finds none stands still at its first write. */
final class ArrivalRoom {

    private static final long LEAST_MIB = 64;

    private final VmSession session;

    ArrivalRoom(VmSession session) {
        this.session = session;
    }

    void require(Intent.Arriving arriving) throws KssException, HypervisorException {
        for (Path folder : arriving.overlays().values().stream()
                .map(LayerNames::folderOf)
                .distinct()
                .toList()) {
            long free = session.images().freeSpace(folder) >> 20;
            if (free < LEAST_MIB) {
                throw new KssException(
                                Reason.NO_ROOM_LOCALLY,
                                "There is no room for what " + session.name() + " will write here: " + free
                                        + " MiB are free in " + folder + ". It goes on on " + arriving.from() + ".",
                                "make room there, then kss takeover " + session.name() + " again")
                        .with("vm", session.name());
            }
        }
    }
}
