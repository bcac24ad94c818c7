package io.kss.core;

/**
 * What a garbage collection did, or would do.
 *
 * @param deletedPacks packs removed
 * @param rewrittenPacks packs whose living part was moved
 * @param freedBytes bytes the store has more now
 * @param liveBytes bytes of packs that remain
 */
public record GcReport(int deletedPacks, int rewrittenPacks, long freedBytes, long liveBytes) {}
