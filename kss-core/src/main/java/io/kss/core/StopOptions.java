package io.kss.core;

import java.time.Duration;
import java.util.Optional;

/**
 * How to stop.
 *
 * @param push whether to send the new snapshot and give the lease back; otherwise both are kept here
 * @param timeout how long the guest may take, instead of the VM's setting
 * @param force cut the power if the guest does not shut down in time
 */
public record StopOptions(boolean push, Optional<Duration> timeout, boolean force) {
    public static final StopOptions DEFAULT = new StopOptions(true, Optional.empty(), false);
}
