package io.kss.libvirt.image;

import io.kss.libvirt.image.ImageHeader.Objection;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses the header of a qcow2 file. */
final class Qcow2Header {

    private static final int MAGIC = 0x514649fb;

    private static final int BACKING_FORMAT = 0xE2792ACA;

    private static final int LENGTH_OF_VERSION_2 = 72;

    private static final long CORRUPT = 2;
    private static final long EXTERNAL_DATA = 4;
    /** Dirty, corrupt, external data file, compression type, extended L2 entries. */
    private static final long KNOWN_FEATURES = 31;

    private static final int LONGEST_NAME = 1023;
    private static final long LARGEST_OFFSET = 2 * 1024 * 1024;

    private Qcow2Header() {}

    static boolean recognises(ByteBuffer start) {
        return start.remaining() >= 4 && start.getInt(0) == MAGIC;
    }

    static ImageHeader parse(ByteBuffer start) throws NotQcow2Exception {
        try {
            return parsed(start);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new NotQcow2Exception("its header is cut off");
        }
    }

    private static ImageHeader parsed(ByteBuffer start) throws NotQcow2Exception {
        int version = start.getInt(4);
        if (version != 2 && version != 3) {
            throw new NotQcow2Exception("its header names version " + version);
        }
        long backingOffset = start.getLong(8);
        int backingLength = start.getInt(16);
        long size = start.getLong(24);
        long features = version == 3 ? start.getLong(72) : 0;
        int headerLength = version == 3 ? start.getInt(100) : LENGTH_OF_VERSION_2;
        if (size < 0 || backingLength < 0 || backingLength > LONGEST_NAME || headerLength < LENGTH_OF_VERSION_2) {
            throw new NotQcow2Exception("its header holds impossible values");
        }
        List<Objection> objections = objections(start.getInt(32), start.getInt(60), features);
        boolean stands = backingOffset != 0 && backingLength > 0;
        if (stands && (backingOffset < 0 || backingOffset > LARGEST_OFFSET)) {
            throw new NotQcow2Exception("its header names a backing file in an impossible place");
        }
        int end = stands ? (int) Math.min(backingOffset, start.limit()) : start.limit();
        return new ImageHeader(
                ImageHeader.QCOW2,
                size,
                stands ? Optional.of(text(start, (int) backingOffset, backingLength)) : Optional.empty(),
                stands ? extension(start, headerLength, end) : Optional.empty(),
                objections);
    }

    private static List<Objection> objections(int encryption, int snapshots, long features) {
        List<Objection> found = new ArrayList<>();
        if ((features & CORRUPT) != 0) {
            found.add(new Objection(Reason.DAMAGED, "is marked corrupt; repair it with 'qemu-img check -r all'"));
        }
        if (encryption != 0) {
            found.add(new Objection(
                    Reason.UNSUPPORTED,
                    "is encrypted by QEMU, which kss does not handle; convert it with 'qemu-img convert'"));
        }
        if (snapshots != 0) {
            found.add(new Objection(
                    Reason.UNSUPPORTED,
                    "holds " + snapshots + " internal snapshots, which kss would not carry along; delete them with"
                            + " 'virsh snapshot-delete' or 'qemu-img snapshot -d'"));
        }
        if ((features & EXTERNAL_DATA) != 0) {
            found.add(new Objection(
                    Reason.UNSUPPORTED,
                    "keeps its data in another file, which kss does not handle; convert it with 'qemu-img convert'"));
        }
        if ((features & ~KNOWN_FEATURES) != 0) {
            found.add(new Objection(
                    Reason.UNSUPPORTED, "uses a qcow2 feature that this version does not know; upgrade kss"));
        }
        return List.copyOf(found);
    }

    private static Optional<String> extension(ByteBuffer start, int from, int end) {
        int at = from;
        while (at + 8 <= end && start.getInt(at) != 0) {
            int length = start.getInt(at + 4);
            if (length < 0 || length > end - at - 8) {
                return Optional.empty();
            }
            if (start.getInt(at) == BACKING_FORMAT) {
                return Optional.of(text(start, at + 8, length));
            }
            at += 8 + (length + 7) / 8 * 8;
        }
        return Optional.empty();
    }

    private static String text(ByteBuffer start, int offset, int length) {
        byte[] bytes = new byte[length];
        start.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Why something that starts like a qcow2 file is none. */
    static final class NotQcow2Exception extends Exception {
        private static final long serialVersionUID = 1;

        NotQcow2Exception(String message) {
            super(message);
        }
    }
}
