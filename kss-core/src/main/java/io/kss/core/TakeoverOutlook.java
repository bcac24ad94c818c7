package io.kss.core;

import io.kss.spi.hypervisor.MoveObstacle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a takeover would meet.
 *
 * @param findings what is in the way, or may be; those of the hypervisor, and {@code room}, {@code link}, {@code clock}
 * @param memoryBytes the VM's memory, which crosses from host to host
 * @param layerBytes what it has written since its newest snapshot: sealed and sent by the store first
 * @param fetchBytes what this host lacks of the sealed chain, which comes by the store while the VM goes on
 * @param bytesPerSecond what was measured from host to host, or is allowed if that is less; empty if it was not measured
 * @param crossing how long the memory needs at that rate, if the guest does not change it meanwhile
 * @param clockAhead how much the other host's clock is ahead of this one's
 */
public record TakeoverOutlook(
        List<MoveObstacle> findings,
        long memoryBytes,
        long layerBytes,
        long fetchBytes,
        OptionalLong bytesPerSecond,
        Optional<Duration> crossing,
        Duration clockAhead) {

    public TakeoverOutlook {
        findings = List.copyOf(findings);
    }
}
