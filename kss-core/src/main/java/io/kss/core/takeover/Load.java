package io.kss.core.takeover;

import java.time.Instant;

/**
 * What there is of a running VM.
 *
 * @param memoryBytes its memory
 * @param layerBytes what it has written since its newest snapshot
 * @param clock the time that its host believes it to be
 */
public record Load(long memoryBytes, long layerBytes, Instant clock) {}
