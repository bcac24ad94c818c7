package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Keeps what was written to itself until it is flushed. */
final class MemoryLayerWriter implements LayerWriter {

    private final KssProcess process;
    private final ImageStore store;
    private final Path path;
    private final ImageFile file;
    private final List<Runnable> pending = new ArrayList<>();
    private boolean closed;

    MemoryLayerWriter(KssProcess process, ImageStore store, Path path) throws HypervisorException {
        this.process = process;
        this.store = store;
        this.path = path;
        this.file = store.claim(path, this);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws HypervisorException {
        process.change("layer.write " + path, () -> {
            ensureWithin(offset, source.remaining());
            store.needRoom(path, source.remaining());
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            file.pending += bytes.length;
            pending.add(() -> file.content.write(offset, bytes));
        });
    }

    @Override
    public void zero(long offset, long length) throws HypervisorException {
        process.change("layer.zero " + path, () -> {
            ensureWithin(offset, length);
            pending.add(() -> file.zero(offset, offset + length));
        });
    }

    @Override
    public void flush() throws HypervisorException {
        process.change("layer.flush " + path, () -> {
            ensureWithin(0, 0);
            pending.forEach(Runnable::run);
            forget(!pending.isEmpty());
            file.durable = true;
        });
    }

    @Override
    public void close() throws HypervisorException {
        if (closed || !process.alive()) {
            return;
        }
        try {
            flush();
        } finally {
            process.change("layer.close " + path, () -> {
                closed = true;
                process.writers.remove(this);
                forget(false);
                ImageStore.release(file, this);
            });
        }
    }

    /** The process died: anything may have come through, in any combination. */
    void abandon(Random random) {
        boolean any = false;
        for (Runnable write : pending) {
            if (random.nextBoolean()) {
                write.run();
                any = true;
            }
        }
        forget(any);
        closed = true;
        ImageStore.release(file, this);
    }

    private void forget(boolean written) {
        pending.clear();
        file.pending = 0;
        if (written) {
            store.written(file);
        }
    }

    private void ensureWithin(long offset, long length) throws HypervisorException {
        if (closed) {
            throw new HypervisorException(Reason.FAILED, path + " is not open any more");
        }
        if (offset < 0 || length < 0 || offset > file.size - length) {
            throw new HypervisorException(
                    Reason.FAILED, length + " bytes at " + offset + " are not within the " + file.size + " of " + path);
        }
    }
}
