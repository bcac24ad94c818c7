package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.Map;

/**
 * A domain as it shall be on this host.
 *
 * @param name its name here
 * @param definition the portable configuration
 * @param disks the active layer (always qcow2) of every writable disk of the definition, by target
 * @param identity whether it keeps the identity in the definition
 */
public record DefineRequest(String name, Definition definition, Map<String, Path> disks, Identity identity) {

    public DefineRequest {
        disks = Map.copyOf(disks);
    }

    /** UUID, MAC addresses and what else tells one machine from another. */
    public enum Identity {
        /**
         * The same machine, on another host or at another time. {@code FAILED} if the domain of that name has another
         * identity, or another domain has this one.
         */
        KEEP,
        /** A new machine that starts from the same state; if there is a domain of that name, it keeps the one it has. */
        NEW
    }
}
