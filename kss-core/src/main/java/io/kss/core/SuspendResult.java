package io.kss.core;

/**
 * What suspending did.
 *
 * @param snapshot the snapshot with which the memory was saved
 * @param memoryBytes bytes of the memory image
 * @param pushed what was sent
 */
public record SuspendResult(SnapshotView snapshot, long memoryBytes, PushResult pushed) {}
