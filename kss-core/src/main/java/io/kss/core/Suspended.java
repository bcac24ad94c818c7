package io.kss.core;

/**
 * A guest that can go on where it was.
 *
 * @param snapshot the snapshot whose disks its memory fits: who suspended it, and when
 * @param memoryBytes bytes of the memory image
 * @param memoryHere whether the image lies on this host, so that it need not be fetched
 */
public record Suspended(SnapshotView snapshot, long memoryBytes, boolean memoryHere) {}
