package io.kss.core.manifest;

/**
 * A disk that stays on its host on purpose; another host gets an empty one.
 *
 * @param target its name within the VM
 * @param size its size in bytes where the snapshot was made
 */
public record LocalOnlyDisk(String target, long size) {}
