package io.kss.core.operation;

/**
 * What a fetch moved.
 *
 * @param dataBytes disk data written here
 * @param transferredBytes bytes read from the store
 */
public record FetchOutcome(long dataBytes, long transferredBytes) {}
