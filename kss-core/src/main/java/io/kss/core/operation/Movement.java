package io.kss.core.operation;

/**
 * What moving one disk means.
 *
 * @param target the disk
 * @param bytes data, before compression and deduplication
 * @param grains changed grains, those that became zero included
 * @param snapshots how many snapshots it spans
 */
public record Movement(String target, long bytes, long grains, int snapshots) {}
