package io.kss.spi.hypervisor;

import java.nio.ByteBuffer;

/** A new layer being filled. All methods but {@link #close} are thread-safe; writes of one place must not overlap in time. */
public interface LayerWriter extends AutoCloseable {

    /** Writes all remaining bytes of a buffer. */
    void write(long offset, ByteBuffer source) throws HypervisorException;

    /** Makes a range read as zeroes, whatever lies below, without storing them. */
    void zero(long offset, long length) throws HypervisorException;

    /** What was written before survives a crash of this process and a power cut. */
    void flush() throws HypervisorException;

    /** Flushes and closes. What was not flushed when the process dies may or may not be there. */
    @Override
    void close() throws HypervisorException;
}
