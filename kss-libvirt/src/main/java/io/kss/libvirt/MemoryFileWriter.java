package io.kss.libvirt;

import io.kss.libvirt.os.DurableFiles;
import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Fills a memory file in any order. */
final class MemoryFileWriter implements LayerWriter {

    private static final int PIECE = 1 << 16;

    private final Path file;
    private final FileChannel channel;

    private MemoryFileWriter(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static MemoryFileWriter open(Path file, long size) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, MemoryFile.PRIVATE);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.size() < size) {
                channel.write(ByteBuffer.allocate(1), size - 1);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new MemoryFileWriter(file, channel);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws HypervisorException {
        try {
            long at = offset;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            throw Failures.of("can't write to '" + file + "'", e);
        }
    }

    @Override
    public void zero(long offset, long length) throws HypervisorException {
        for (long done = 0; done < length; done += PIECE) {
            write(offset + done, ByteBuffer.allocate((int) Math.min(PIECE, length - done)));
        }
    }

    @Override
    public void flush() throws HypervisorException {
        try {
            channel.force(true);
            DurableFiles.sync(DurableFiles.folder(file));
        } catch (IOException e) {
            throw Failures.of("can't make '" + file + "' durable", e);
        }
    }

    @Override
    public void close() throws HypervisorException {
        try (FileChannel closed = channel) {
            flush();
        } catch (IOException e) {
            throw Failures.of("can't close '" + file + "'", e);
        }
    }
}
