package io.kss.libvirt.image;

import io.kss.libvirt.nbd.NbdExport;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** Fills a layer through QEMU, the only writer of qcow2. */
final class QemuLayerWriter implements LayerWriter {

    /** How long the server of a killed process may take to write back what it holds and let go of the image. */
    private static final Duration LETTING_GO = Duration.ofSeconds(15);

    private final NbdExport export;

    private QemuLayerWriter(NbdExport export) {
        this.export = export;
    }

    static QemuLayerWriter open(Path file) throws HypervisorException {
        long end = System.nanoTime() + LETTING_GO.toNanos();
        while (true) {
            try {
                return new QemuLayerWriter(NbdExport.writable(file, ImageHeader.QCOW2));
            } catch (HypervisorException e) {
                if (e.reason() != Reason.IN_USE || System.nanoTime() > end) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() throws HypervisorException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while waiting for a disk image", e);
        }
    }

    @Override
    public void write(long offset, ByteBuffer source) throws HypervisorException {
        export.write(offset, source);
    }

    @Override
    public void zero(long offset, long length) throws HypervisorException {
        export.zero(offset, length);
    }

    @Override
    public void flush() throws HypervisorException {
        export.flush();
    }

    @Override
    public void close() throws HypervisorException {
        export.close();
    }
}
