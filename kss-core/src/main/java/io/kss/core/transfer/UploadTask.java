package io.kss.core.transfer;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageException;

/** One chunk's worth of work. */
interface UploadTask {

    void run(ChunkSender sender) throws StorageException, HypervisorException, InterruptedException;
}
