package io.kss.libvirt.image;

import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads the headers of image files. Starting {@code qemu-img info} for every file of every chain would cost more than all
 * else that a status needs; the header is specified in QEMU's docs/interop/qcow2.txt. A file that is no known image is
 * {@code raw}, as QEMU has it.
 */
final class HeaderReader {

    private static final int LARGEST = 64 * 1024;

    private HeaderReader() {}

    static ImageHeader read(Path file) throws HypervisorException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate((int) Math.min(LARGEST, channel.size()));
            long at = 0;
            for (int n = 0; n >= 0 && start.hasRemaining(); at += n) {
                n = channel.read(start, at);
            }
            start.flip();
            if (Qcow2Header.recognises(start)) {
                return Qcow2Header.parse(start);
            }
            refuseOthers(file, start);
            return ImageHeader.raw(channel.size());
        } catch (Qcow2Header.NotQcow2Exception e) {
            throw new HypervisorException(
                    Reason.DAMAGED, "image '" + file + "' is damaged: " + e.getMessage() + "; restore it", e);
        } catch (IOException e) {
            throw Failures.of("can't read image '" + file + "'", e);
        }
    }

    private static void refuseOthers(Path file, ByteBuffer start) throws HypervisorException {
        for (Foreign format : Foreign.values()) {
            if (starts(start, format.magic)) {
                throw new HypervisorException(
                        Reason.UNSUPPORTED,
                        "image '" + file + "' is of format " + format + ", which kss does not handle; convert it with"
                                + " 'qemu-img convert -O qcow2'");
            }
        }
    }

    private static boolean starts(ByteBuffer start, String magic) {
        byte[] expected = magic.getBytes(StandardCharsets.ISO_8859_1);
        return start.remaining() >= expected.length
                && start.slice(0, expected.length).equals(ByteBuffer.wrap(expected));
    }

    /** Formats that can be told by their first bytes and are never a guest's own. */
    private enum Foreign {
        VMDK("KDMV"),
        VHDX("vhdxfile"),
        VDI("<<< "),
        QED("QED\0");

        private final String magic;

        Foreign(String magic) {
            this.magic = magic;
        }
    }
}
