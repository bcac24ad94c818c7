package io.kss.spi.hypervisor;

/**
 * What changes when a file is written or replaced.
 *
 * @param size in bytes
 * @param inode or another number that a new file does not share
 * @param modified last change of the content, nanoseconds since 1970
 * @param changed last change of content or attributes, nanoseconds since 1970
 */
public record Fingerprint(long size, long inode, long modified, long changed) {}
