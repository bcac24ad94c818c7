package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryErrorsTest {

    @TempDir
    Path folder;

    private DirectoryErrors errors;

    @BeforeEach
    void open() {
        errors = new DirectoryErrors(folder, "directory:/nas");
    }

    @Test
    void wordsOfTheSystemAreUnderstood() {
        assertThat(explain(new IOException("No space left on device"))).isInstanceOf(StoreFullException.class);
        assertThat(explain(new IOException("Disk quota exceeded"))).isInstanceOf(StoreFullException.class);
        assertThat(explain(new AccessDeniedException("a"))).isInstanceOf(AccessDeniedStorageException.class);
        assertThat(explain(new FileSystemException("a", null, "Read-only file system")))
                .isInstanceOf(AccessDeniedStorageException.class);
        assertThat(explain(new IOException("Stale file handle"))).isInstanceOf(TransientStorageException.class);
        assertThat(explain(new IOException("Input/output error"))).isExactlyInstanceOf(StorageException.class);
    }

    @Test
    void fullDiskIsRecognisedInAnyLanguage() {
        IOException german = new IOException("Auf dem Gerät ist kein Speicherplatz mehr verfügbar");
        assertThat(errors.explain("store a", german, Long.MAX_VALUE / 2)).isInstanceOf(StoreFullException.class);
        assertThat(errors.explain("store a", german, 1)).isExactlyInstanceOf(StorageException.class);
        assertThat(errors.explain("read a", german)).isExactlyInstanceOf(StorageException.class);
    }

    @Test
    void interruptSetsTheFlagAgain() {
        assertThat(explain(new ClosedByInterruptException())).isInstanceOf(TransientStorageException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatIsExplainedAlreadyStaysAsItIs() {
        ObjectExistsException known = new ObjectExistsException("there");
        assertThat(explain(known)).isSameAs(known);
    }

    @Test
    void messageNamesStoreObjectAndReason() {
        assertThat(explain(new FileSystemException("/nas/a", null, "Input/output error")))
                .hasMessage("directory:/nas: can't store a: Input/output error");
    }

    private StorageException explain(IOException e) {
        return errors.explain("store a", e, 1);
    }
}
