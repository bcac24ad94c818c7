package io.kss.core.chunk;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The form of a pack, all numbers big-endian:
 *
 * <pre>
 * 8 bytes   "KSSPACK", format version 1
 * frames    one per chunk, one after the other:
 *           1 byte  encoding: 0 raw, 1 zstd
 *           1 byte  sealing: 0 plain (other values are for encryption)
 *           2 bytes 0
 *           4 bytes plain length
 *           4 bytes n, the stored length
 *           n bytes the chunk
 * footer    an enveloped table that lists this pack alone
 * 4 bytes   length of the footer
 * 8 bytes   "KSSPEND", format version 1
 * </pre>
 */
final class PackLayout {

    static final int HEADER = 8;
    static final int FRAME_HEADER = 12;
    static final int TRAILER = 12;

    /** No pack is larger: what reads one whole may allocate that much. */
    static final int MAX_SIZE = 256 << 20;

    private static final byte[] START = "KSSPACK\1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "KSSPEND\1".getBytes(StandardCharsets.US_ASCII);

    /** Where the version is, in both. */
    private static final int VERSION = 7;

    private PackLayout() {}

    static byte[] header() {
        return START.clone();
    }

    static void putFrameHeader(ByteBuffer target, Encoding encoding, int plainLength, int bodyLength) {
        target.put((byte) encoding.number())
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(plainLength)
                .putInt(bodyLength);
    }

    static byte[] trailer(int footerLength) {
        return ByteBuffer.allocate(TRAILER).putInt(footerLength).put(END).array();
    }

    /** Whether a pack may end with these bytes. */
    static boolean isEnd(byte[] trailer) {
        return Arrays.equals(END, Arrays.copyOfRange(trailer, 4, TRAILER));
    }

    /**
     * Checks both ends of a pack. No checksum covers them, so only a pack that names one other version at both ends is
     * believed to be of that version.
     *
     * @throws KssException {@code DAMAGED}, {@code NEWER_FORMAT}
     */
    static void checkEnds(byte[] header, byte[] trailer, PackId pack) throws KssException {
        byte[] end = Arrays.copyOfRange(trailer, 4, TRAILER);
        int version = header[VERSION];
        if (isNamed(header, START) && isNamed(end, END) && version == end[VERSION] && version != START[VERSION]) {
            throw new KssException(
                    Reason.NEWER_FORMAT,
                    "The pack " + pack.key() + " was written by a newer version of kss (format " + version + ").",
                    "Update kss on this host.");
        }
        if (!Arrays.equals(header, START)) {
            throw damaged(pack, "it does not start as a pack does");
        }
        if (!Arrays.equals(end, END)) {
            throw damaged(pack, "it does not end as a pack does");
        }
    }

    /** The length of the footer that stands before these last bytes of a pack. */
    static int footerLength(byte[] trailer, long packSize, PackId pack) throws KssException {
        int length = ByteBuffer.wrap(trailer).getInt();
        if (length < 1 || length > packSize - HEADER - TRAILER) {
            throw damaged(pack, "its footer has an impossible length");
        }
        return length;
    }

    private static boolean isNamed(byte[] found, byte[] expected) {
        return Arrays.equals(found, 0, VERSION, expected, 0, VERSION);
    }

    static KssException damaged(PackId pack, String problem) {
        return new KssException(
                        Reason.DAMAGED,
                        "The pack " + pack.key() + " in the store is damaged: " + problem + ".",
                        "kss verify --deep tells what else is affected",
                        "kss push --repair on a host that still has the data sends it again",
                        "restore the object from a backup of the store")
                .with("pack", pack.key());
    }

    static KssException damaged(PackId pack, ChunkId chunk, String problem) {
        return damaged(pack, "its chunk " + chunk + " " + problem).with("chunk", chunk);
    }
}
