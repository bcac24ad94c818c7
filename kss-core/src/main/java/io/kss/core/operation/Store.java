package io.kss.core.operation;

import io.kss.core.chunk.ChunkStore;
import io.kss.core.repository.Repository;
import io.kss.core.transfer.TransferOptions;

/**
 * A store that was reached, and the repository on it.
 *
 * @param repository the repository
 * @param chunks its packs
 * @param transfer how data is moved to and from it
 * @param records where transfers remember what they have done
 */
public record Store(Repository repository, ChunkStore chunks, TransferOptions transfer, TransferRecords records) {}
