package io.kss.core.storage;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.tck.storage.StorageBackendContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBackendTest extends StorageBackendContract {

    @TempDir
    Path folder;

    @Override
    protected StorageBackend open() throws StorageException {
        return DirectoryBackend.open(folder);
    }
}
