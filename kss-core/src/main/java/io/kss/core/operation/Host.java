package io.kss.core.operation;

import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.progress.ProgressListener;
import io.kss.core.workspace.Workspace;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Hypervisor;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What every operation on this host works with.
 *
 * @param identity who we are
 * @param hypervisor where the VMs run
 * @param workspace what we remember
 * @param imagesFolder where new layers of fetched VMs go
 * @param clock for the times that people see
 * @param ids for identities and tokens
 * @param progress is told of long work
 */
public record Host(
        HostIdentity identity,
        Hypervisor hypervisor,
        Workspace workspace,
        Path imagesFolder,
        Clock clock,
        IdSource ids,
        ProgressListener progress) {

    DiskImages images() {
        return hypervisor.images();
    }
}
