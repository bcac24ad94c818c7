package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.DiskImages;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/**
 * Everything {@link DiskImages} must do. Extend it in a test class, say how the files are reached, and every test runs,
 * each on an empty folder of its own. Set up in a {@code @BeforeEach} method, tear down in an {@code @AfterEach} method.
 *
 * <p>What guests and other programs do to the files is done by the subclass; a tool such as {@code qemu-io} can do all
 * of it on files that nobody uses.
 */
public abstract class DiskImagesContract {

    /** For subclasses. */
    protected DiskImagesContract() {}

    /** What is tested. */
    protected abstract DiskImages images() throws Exception;

    /** An absolute folder, which exists and is empty when the test begins; always the same within a test. */
    protected abstract Path folder() throws Exception;

    /**
     * Writes into one image file, as the guest in a domain does.
     *
     * @param bytes all of one value, but not 0
     */
    protected abstract void guestWrite(Path file, long offset, byte[] bytes) throws Exception;

    /** Makes a range read as zeroes without storing them, as a guest that discards: {@code qemu-io write -z -u}. */
    protected abstract void guestDiscard(Path file, long offset, long length) throws Exception;

    /** Changes the size of the disk that an image file holds: {@code qemu-img resize}. */
    protected abstract void resize(Path file, long size) throws Exception;

    /** Creates an empty raw image file. */
    protected abstract void createRaw(Path file, long size) throws Exception;

    /** Makes an image name another as its backing file, as {@code qemu-img rebase -u}. */
    protected abstract void rebase(Path file, Path backing) throws Exception;

    /** Makes a qcow2 file something that is none, for example by writing over its header. */
    protected abstract void damage(Path file) throws Exception;

    /** Lets another process open an image file for writing, until the result is closed. */
    protected abstract AutoCloseable hold(Path file) throws Exception;

    /**
     * Creates an empty overlay that can hold less than a grain of its own where the format allows that, such as with a
     * cluster size of 4 KiB. Else as {@link DiskImages#createOverlay}.
     */
    protected void createFineOverlay(Path file, Path backing) throws Exception {
        images().createOverlay(file, backing);
    }

    @Nested
    class Reading extends ReadingLayersContract {
        Reading() {
            super(DiskImagesContract.this);
        }
    }

    @Nested
    class Composing extends ComposingLayersContract {
        Composing() {
            super(DiskImagesContract.this);
        }
    }

    @Nested
    class Filling extends FillingLayersContract {
        Filling() {
            super(DiskImagesContract.this);
        }
    }

    @Nested
    class Files extends ImageFilesContract {
        Files() {
            super(DiskImagesContract.this);
        }
    }

    @Nested
    class Use extends ImageUseContract {
        Use() {
            super(DiskImagesContract.this);
        }
    }
}
