package io.kss.core.operation;

import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Empty active layers that a fetched snapshot replaced: renamed out of the way first, deleted by a later run (rule L6). */
final class Asides {

    private final VmSession session;

    Asides(VmSession session) {
        this.session = session;
    }

    /** Deletes those that are still empty and that nobody holds; whatever got data stays and is reported by a check. */
    void tidy() throws HypervisorException, IOException {
        LocalVm vm = session.managed();
        if (vm.asides().isEmpty()) {
            return;
        }
        DiskImages images = session.images();
        List<Path> kept = new ArrayList<>();
        for (Path file : vm.asides()) {
            if (images.exists(file)) {
                if (images.inUse(file) || images.holdsData(file)) {
                    kept.add(file);
                } else {
                    images.delete(file);
                }
            }
        }
        session.update(old -> old.withAsides(kept));
    }
}
