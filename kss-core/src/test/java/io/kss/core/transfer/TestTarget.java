package io.kss.core.transfer;

import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** A disk being written, which notes what was written twice, and forgets what was not flushed when told to crash. */
final class TestTarget implements LayerWriter {

    byte[] bytes;
    private byte[] durable;
    private BitSet touched = new BitSet();
    private int writesLeft = Integer.MAX_VALUE;

    TestTarget(byte[] below) {
        bytes = below.clone();
        durable = below.clone();
    }

    /** Every write after so many more fails. */
    void failAfter(int writes) {
        writesLeft = writes;
    }

    /** Only what was flushed stays. */
    void crash() {
        bytes = durable.clone();
        touched = new BitSet();
    }

    /** Whether anything was written in a region since the last crash. */
    synchronized boolean wroteInRegion(int region) {
        int next = touched.nextSetBit(region * Grains.REGION_SIZE);
        return next >= 0 && next < (region + 1) * Grains.REGION_SIZE;
    }

    @Override
    public synchronized void write(long offset, ByteBuffer source) throws HypervisorException {
        touch(offset, source.remaining());
        source.get(bytes, (int) offset, source.remaining());
    }

    @Override
    public synchronized void zero(long offset, long length) throws HypervisorException {
        touch(offset, length);
        Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
    }

    @Override
    public synchronized void flush() {
        durable = bytes.clone();
    }

    @Override
    public void close() {}

    private void touch(long offset, long length) throws HypervisorException {
        if (writesLeft-- <= 0) {
            throw new HypervisorException(HypervisorException.Reason.NO_ROOM, "the disk is full");
        }
        int from = (int) offset;
        int again = touched.nextSetBit(from);
        if (again >= 0 && again < from + length) {
            throw new IllegalStateException("byte " + again + " was written twice");
        }
        touched.set(from, (int) (from + length));
    }
}
