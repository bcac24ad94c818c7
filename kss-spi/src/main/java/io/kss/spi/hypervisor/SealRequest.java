package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.Map;

/**
 * Which disks get a new active layer.
 *
 * @param domain the domain's name
 * @param overlays the new top file by disk target; each lies in the folder of its choice and gets the disk's present
 *     top as its backing file, by a relative name and with an explicit format
 * @param quiesce whether to ask the guest agent of a running domain to freeze its file systems; if it can't, the seal
 *     goes on without
 */
public record SealRequest(String domain, Map<String, Path> overlays, boolean quiesce) {

    public SealRequest {
        overlays = Map.copyOf(overlays);
    }
}
