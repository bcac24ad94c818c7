package io.kss.core.manifest;

import io.kss.core.chunk.ChunkId;
import java.util.List;

/**
 * State of a snapshot that is not a disk, complete in every snapshot: the definition, firmware variables, TPM state, a
 * memory image.
 *
 * @param name what it is, e.g. {@link #DEFINITION} or a name that the hypervisor's plugin chose
 * @param size its length in bytes
 * @param chunks its bytes in order, each chunk 4 MiB but for the last
 */
public record Part(String name, long size, List<ChunkId> chunks) {

    /** The portable definition of the VM. */
    public static final String DEFINITION = "definition";

    /**
     * The memory image of a suspended VM. Unlike other parts it is not needed to restore the snapshot, and its chunks may be
     * gone as soon as nobody may use it any more.
     */
    public static final String MEMORY = "memory";

    public Part {
        chunks = List.copyOf(chunks);
    }
}
