package io.kss.core.gc;

/**
 * What a garbage collection did, or would do.
 *
 * @param deletedPacks packs removed
 * @param rewrittenPacks packs whose living part was moved
 * @param freedBytes bytes the store has more now
 * @param liveBytes bytes of packs that remain
 */
public record CollectionReport(int deletedPacks, int rewrittenPacks, long freedBytes, long liveBytes) {

    CollectionReport plus(CollectionReport later) {
        return new CollectionReport(
                deletedPacks + later.deletedPacks,
                rewrittenPacks + later.rewrittenPacks,
                freedBytes + later.freedBytes,
                later.liveBytes);
    }
}
