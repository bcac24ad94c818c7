package io.kss.libvirt.image;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.tck.hypervisor.DiskImagesContract;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class QemuImagesContractTest extends DiskImagesContract {

    @TempDir
    Path folder;

    private final DiskImages images = new QemuImages();

    @Override
    protected DiskImages images() {
        return images;
    }

    @Override
    protected Path folder() {
        return folder;
    }

    private static String format(Path file) {
        return file.toString().endsWith(".raw") ? "raw" : "qcow2";
    }

    @Override
    protected void guestWrite(Path file, long offset, byte[] bytes) {
        Qemu.ioAs(format(file), file, "write -P " + (bytes[0] & 0xff) + " " + offset + " " + bytes.length);
    }

    @Override
    protected void guestDiscard(Path file, long offset, long length) {
        Qemu.ioAs(format(file), file, "write -z -u " + offset + " " + length);
    }

    @Override
    protected void resize(Path file, long size) {
        Qemu.img("resize", "-q", "--shrink", "-f", format(file), file.toString(), Long.toString(size));
    }

    @Override
    protected void createRaw(Path file, long size) throws Exception {
        // not by qemu-img, which writes a first block to learn about alignments
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size);
        }
    }

    @Override
    protected void rebase(Path file, Path backing) {
        Qemu.img("rebase", "-u", "-F", format(backing), "-b", backing.toString(), file.toString());
    }

    @Override
    protected void damage(Path file) throws Exception {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.write(new byte[512]);
        }
    }

    @Override
    protected AutoCloseable hold(Path file) throws Exception {
        return Qemu.hold(file);
    }

    @Override
    protected void createFineOverlay(Path file, Path backing) {
        Qemu.img(
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "cluster_size=4096",
                "-F",
                format(backing),
                "-b",
                String.valueOf(backing.getFileName()),
                file.toString());
    }
}
