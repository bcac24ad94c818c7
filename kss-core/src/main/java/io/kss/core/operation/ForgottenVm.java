package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A VM that was forgotten on purpose and is met again: which file is which was kept, and holds if nobody touched them. */
final class ForgottenVm {

    private final VmSession session;

    ForgottenVm(VmSession session) {
        this.session = session;
    }

    /** What was known, if the domain still stands on those files. */
    Optional<LocalVm> of(Domain domain) throws KssException, HypervisorException, IOException {
        Optional<LocalVm> known = session.workspace().forgotten();
        return known.isPresent() && isOn(domain, known.get()) && isWhole(known.get()) ? known : Optional.empty();
    }

    /** From now on it is managed again. */
    void meet(LocalVm known) throws IOException {
        session.remember(known);
        session.workspace().metAgain();
    }

    private boolean isOn(Domain domain, LocalVm known) {
        Set<String> targets =
                known.chain().disks().stream().map(LocalDisk::target).collect(Collectors.toSet());
        return targets.equals(Changes.syncedTargets(session, domain))
                && known.chain().disks().stream()
                        .allMatch(disk -> domain.disk(disk.target())
                                .map(found -> found.source().equals(disk.active()))
                                .orElse(false));
    }

    private boolean isWhole(LocalVm known) throws HypervisorException {
        for (LocalSnapshot snapshot : known.chain().line()) {
            for (LocalLayer layer : snapshot.layers().values()) {
                if (!session.images().exists(layer.file())
                        || !session.images().fingerprint(layer.file()).sameContentAs(layer.fingerprint())) {
                    return false;
                }
            }
        }
        return true;
    }
}
