package io.kss.spi.hypervisor;

import java.nio.ByteBuffer;
import java.util.stream.Stream;

/** A sealed layer, or several on top of each other, open for reading. {@link #read} is thread-safe. */
public interface LayerReader extends AutoCloseable {

    /** The disk's size in bytes as a guest sees it. */
    long size();

    /**
     * Everywhere the content may differ from what lies below (taken as followed by zeroes for ever): ascending, not
     * overlapping, neighbours of one kind joined, each starting on a multiple of {@link DiskImages#GRAIN} and ending on
     * one or at the disk's end. A grain with any data in it is DATA. Where an intermediate layer is shorter than what
     * it stands on, what is hidden for that reason is ZERO. Cost follows the allocated data, not the disk's size. To be
     * closed; failures while iterating are {@link java.io.UncheckedIOException}.
     */
    Stream<Extent> extents() throws HypervisorException;

    /** Fills the buffer with what a guest would read at an offset, with everything below taken into account. */
    void read(long offset, ByteBuffer target) throws HypervisorException;

    @Override
    void close() throws HypervisorException;
}
