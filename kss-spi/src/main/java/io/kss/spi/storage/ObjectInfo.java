package io.kss.spi.storage;

/**
 * An object that is in the store.
 *
 * @param key its name
 * @param size its length in bytes
 */
public record ObjectInfo(ObjectKey key, long size) {}
