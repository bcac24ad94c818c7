package io.kss.spi.tck.hypervisor;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An image file, apart from its name: as on a POSIX file system, who has it open keeps it when it is renamed or deleted. */
final class ImageFile {

    final long inode;
    final String format;
    final SparseBytes content = new SparseBytes();
    long size;
    Optional<Path> backing;
    boolean readOnly;
    /** Whether the file itself would survive a power cut. */
    boolean durable = true;

    Optional<String> damage = Optional.empty();
    Optional<String> unsupported = Optional.empty();
    long modified;
    long changed;

    /** Who has it open for writing. */
    @Nullable
    Object writer;

    /** How many running domains stand on it. */
    int readers;

    /** Bytes written but not flushed. */
    long pending;

    ImageFile(long inode, String format, long size, Optional<Path> backing) {
        this.inode = inode;
        this.format = format;
        this.size = size;
        this.backing = backing;
    }

    boolean raw() {
        return format.equals("raw");
    }

    long allocated() {
        return content.dataBytes() + pending;
    }

    void zero(long from, long to) {
        if (raw()) {
            content.cut(from, to);
        } else {
            content.zero(from, to);
        }
    }
}
