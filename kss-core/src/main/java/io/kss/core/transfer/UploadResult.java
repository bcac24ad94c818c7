package io.kss.core.transfer;

import io.kss.core.chunk.PackId;
import java.util.Set;

/**
 * What an upload did.
 *
 * @param packsUsed every pack that holds a chunk of what was sent, new or there before: these must still be there when
 *     the snapshot is published
 * @param newPacks those of them that were not in the index before
 * @param bytesRead bytes of data that were read
 * @param bytesStored bytes of packs that this upload put into the store
 */
public record UploadResult(Set<PackId> packsUsed, Set<PackId> newPacks, long bytesRead, long bytesStored) {

    public UploadResult {
        packsUsed = Set.copyOf(packsUsed);
        newPacks = Set.copyOf(newPacks);
    }
}
