package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running domain that is to be moved to this host.
 *
 * @param domain its name, on both hosts
 * @param from the address of the hypervisor that runs it
 * @param disks the files that its process here shall write to, by target: one for every writable disk
 * @param reachedAt the host name or IP address by which the other host reaches this one, or empty to let the
 *     hypervisors find out
 * @param bandwidth bytes per second that it may use at most
 * @param patience how long nothing may move before it is given up
 * @param postCopy whether it shall go on here as soon as its memory has crossed once, and have what it lacks brought as it
 *     needs it. Then no guest is too busy to be moved; but from that moment its memory is on both hosts, and a host or
 *     link that is lost before the rest has come takes it along
 */
public record MoveRequest(
        String domain,
        String from,
        Map<String, Path> disks,
        Optional<String> reachedAt,
        OptionalLong bandwidth,
        Duration patience,
        boolean postCopy) {

    public MoveRequest {
        disks = Map.copyOf(disks);
    }
}
