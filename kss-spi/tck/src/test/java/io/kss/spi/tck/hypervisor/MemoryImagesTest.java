package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.DiskImages;
import java.nio.file.Path;

class MemoryImagesTest extends DiskImagesContract {

    private final MemoryHost host = new MemoryHost("desktop", 1);
    private final DiskImages images = host.connect().images();

    @Override
    protected DiskImages images() {
        return images;
    }

    @Override
    protected Path folder() {
        return host.folder();
    }

    @Override
    protected void guestWrite(Path file, long offset, byte[] bytes) throws Exception {
        host.files().write(file, offset, bytes);
    }

    @Override
    protected void guestDiscard(Path file, long offset, long length) throws Exception {
        host.files().discard(file, offset, length);
    }

    @Override
    protected void resize(Path file, long size) throws Exception {
        host.files().resize(file, size);
    }

    @Override
    protected void createRaw(Path file, long size) {
        host.files().create(file, "raw", size);
    }

    @Override
    protected void rebase(Path file, Path backing) throws Exception {
        host.files().rebase(file, backing);
    }

    @Override
    protected void damage(Path file) throws Exception {
        host.files().damage(file);
    }

    @Override
    protected AutoCloseable hold(Path file) throws Exception {
        return host.files().hold(file);
    }
}
