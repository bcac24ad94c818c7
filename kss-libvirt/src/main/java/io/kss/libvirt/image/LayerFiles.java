package io.kss.libvirt.image;

import io.kss.spi.hypervisor.ImageInfo;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of some layers, each opened when first read. Thread-safe. */
final class LayerFiles implements Closeable {

    private final List<ImageInfo> layers;
    private final @Nullable FileChannel[] channels;
    private boolean closed;

    LayerFiles(List<ImageInfo> layers) {
        this.layers = layers;
        this.channels = new FileChannel[layers.size()];
    }

    /** Fills the buffer; a file goes on with zeroes after its end, as it does for QEMU. */
    void read(int depth, long offset, ByteBuffer target) throws IOException {
        FileChannel channel = channel(depth);
        long at = offset;
        while (target.hasRemaining()) {
            int read = channel.read(target, at);
            if (read < 0) {
                target.put(new byte[target.remaining()]);
                return;
            }
            at += read;
        }
    }

    private synchronized FileChannel channel(int depth) throws IOException {
        FileChannel channel = channels[depth];
        if (channel == null) {
            if (closed) {
                throw new IOException("it was closed");
            }
            channel = FileChannel.open(layers.get(depth).file(), StandardOpenOption.READ);
            channels[depth] = channel;
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        for (FileChannel channel : channels) {
            if (channel != null) {
                channel.close();
            }
        }
    }
}
