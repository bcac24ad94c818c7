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

    static void checkHeader(byte[] start, PackId pack) throws KssException {
        check(start, START, pack, "it does not start as a pack does");
    }

    /** The length of the footer that stands before these last bytes of a pack. */
    static int footerLength(byte[] trailer, long packSize, PackId pack) throws KssException {
        check(Arrays.copyOfRange(trailer, 4, TRAILER), END, pack, "it does not end as a pack does");
        int length = ByteBuffer.wrap(trailer).getInt();
        if (length < 1 || length > packSize - HEADER - TRAILER) {
            throw damaged(pack, "its footer has an impossible length");
        }
        return length;
    }

    private static void check(byte[] found, byte[] expected, PackId pack, String problem) throws KssException {
        if (Arrays.equals(found, expected)) {
            return;
        }
        int name = expected.length - 1;
        if (Arrays.equals(found, 0, name, expected, 0, name)) {
            throw new KssException(
                    Reason.NEWER_FORMAT,
                    "The pack " + pack.key() + " was written by a newer version of kss (format " + found[name] + ").",
                    "Update kss on this host.");
        }
        throw damaged(pack, problem);
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
