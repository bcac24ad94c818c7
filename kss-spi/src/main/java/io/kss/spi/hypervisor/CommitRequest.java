package io.kss.spi.hypervisor;

import java.nio.file.Path;

/**
 * Which layers of a running domain's disk become one.
 *
 * @param domain the domain's name
 * @param target the disk
 * @param top the uppermost of them; not the active layer
 * @param base the lowest, into which all others go; below {@code top}
 * @param bytesPerSecond how fast at most, or 0 for no limit
 */
public record CommitRequest(String domain, String target, Path top, Path base, long bytesPerSecond) {

    public CommitRequest {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("bytesPerSecond must not be negative");
        }
    }
}
