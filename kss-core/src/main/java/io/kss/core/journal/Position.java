package io.kss.core.journal;

/**
 * A place in a journal.
 *
 * @param number an entry's number, 1 or more
 * @param hash the hash of its stored bytes
 */
public record Position(long number, String hash) {}
