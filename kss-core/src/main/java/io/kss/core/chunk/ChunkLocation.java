package io.kss.core.chunk;

/** Where a chunk is: in which pack, and where there. */
public record ChunkLocation(PackId pack, StoredChunk stored) {}
