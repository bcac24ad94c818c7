package io.kss.spi.storage;

/**
 * The room of a store, in bytes.
 *
 * @param total what the store could hold when empty
 * @param free what this user can still write
 */
public record StoreSpace(long total, long free) {}
