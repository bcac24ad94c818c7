package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerReader;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/** Reads what is there at the moment of each call: a sealed file that somebody writes to reads differently. */
final class MemoryLayerReader implements LayerReader {

    private final KssProcess process;
    private final Chain chain;
    private final int depth;
    private final long size;
    private volatile boolean closed;

    MemoryLayerReader(KssProcess process, Chain chain, int depth) {
        this.process = process;
        this.chain = chain;
        this.depth = depth;
        this.size = chain.size();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public Stream<Extent> extents() throws HypervisorException {
        return process.step("layer.extents " + name(), () -> {
            ensureOpen();
            return chain.differences(depth).stream();
        });
    }

    @Override
    public void read(long offset, ByteBuffer target) throws HypervisorException {
        process.change("layer.read " + name(), () -> {
            ensureOpen();
            if (offset < 0 || offset > size - target.remaining()) {
                throw new HypervisorException(
                        Reason.FAILED,
                        target.remaining() + " bytes at " + offset + " are not within the " + size + " of " + name());
            }
            target.put(chain.read(offset, target.remaining()));
        });
    }

    private String name() {
        return chain.top().path().toString();
    }

    private void ensureOpen() throws HypervisorException {
        if (closed) {
            throw new HypervisorException(Reason.FAILED, name() + " is not open any more");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
