package io.kss.core;

import io.kss.core.retention.Retention;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a host wants.
 *
 * @param hostName how other hosts see this one
 * @param stateFolder where the library keeps its own bookkeeping; created if missing
 * @param imagesFolder where fetched disks and new layers of adopted VMs are placed; created if missing
 * @param transfer how data is moved
 * @param retention which snapshots stay restore points
 * @param vms what differs for single VMs, by name
 */
public record Settings(
        String hostName,
        Path stateFolder,
        Path imagesFolder,
        TransferSettings transfer,
        Retention retention,
        Map<String, VmSettings> vms) {

    public Settings {
        vms = Map.copyOf(vms);
    }

    /** Defaults for everything but the names. */
    public static Settings of(String hostName, Path stateFolder, Path imagesFolder) {
        return new Settings(hostName, stateFolder, imagesFolder, TransferSettings.DEFAULT, Retention.DEFAULT, Map.of());
    }

    /** The settings of one VM. */
    public VmSettings vm(String name) {
        return vms.getOrDefault(name, VmSettings.DEFAULT);
    }
}
