package io.kss.core;

import java.time.Duration;
import java.util.Set;

/**
 * What a host wants for one VM.
 *
 * @param localOnlyDisks targets of disks that are never synchronised; created empty on a host that lacks them
 * @param stopTimeout how long a guest may take to shut down
 */
public record VmSettings(Set<String> localOnlyDisks, Duration stopTimeout) {

    /** Every disk is synchronised; three minutes to shut down. */
    public static final VmSettings DEFAULT = new VmSettings(Set.of(), Duration.ofMinutes(3));

    public VmSettings {
        localOnlyDisks = Set.copyOf(localOnlyDisks);
    }
}
