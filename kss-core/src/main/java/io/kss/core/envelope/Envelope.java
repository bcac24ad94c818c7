package io.kss.core.envelope;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Wraps a payload into what is stored and back, checking every byte on the way back:
 *
 * <pre>
 * 4 bytes  "KSSO"
 * 1 byte   format version, 1
 * 1 byte   {@link ObjectType}
 * 1 byte   sealing: 0 plain (other values are for encryption)
 * 1 byte   compression: 0 none, 1 zstd
 * 4 bytes  length of the plain payload, big-endian
 * n bytes  payload
 * 32 bytes SHA-256 of all bytes before
 * </pre>
 */
public final class Envelope {

    private static final byte[] MAGIC = "KSSO".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int HEADER = 12;
    private static final int HASH = 32;
    private static final int SMALLEST_WORTH_COMPRESSING = 512;
    /** The most bytes that fit into an envelope before compression: 256 MiB. */
    public static final int LARGEST_PAYLOAD = 256 << 20;

    private Envelope() {}

    /** The bytes to store for a payload. Equal payloads give equal bytes. */
    public static byte[] wrap(ObjectType type, byte[] payload) {
        byte[] body = payload;
        int compression = 0;
        if (payload.length >= SMALLEST_WORTH_COMPRESSING) {
            byte[] compressed = Zstd.compress(payload, 3);
            if (compressed.length < payload.length) {
                body = compressed;
                compression = 1;
            }
        }
        ByteBuffer stored = ByteBuffer.allocate(HEADER + body.length + HASH);
        stored.put(MAGIC)
                .put((byte) VERSION)
                .put((byte) type.number())
                .put((byte) 0)
                .put((byte) compression);
        stored.putInt(payload.length).put(body);
        stored.put(sha256(stored.array(), stored.position()));
        return stored.array();
    }

    /**
     * The payload of stored bytes.
     *
     * @param name the object's key, for messages
     * @throws KssException {@code DAMAGED}, or {@code NEWER_FORMAT} for a version not known here
     */
    public static byte[] unwrap(ObjectType type, byte[] stored, String name) throws KssException {
        if (stored.length < HEADER + HASH || !Arrays.equals(MAGIC, Arrays.copyOf(stored, MAGIC.length))) {
            throw damaged(name, "it is not an object of kss, or cut short (" + stored.length + " bytes)");
        }
        ByteBuffer header = ByteBuffer.wrap(stored, MAGIC.length, HEADER - MAGIC.length);
        int version = header.get();
        int found = header.get();
        int sealing = header.get();
        int compression = header.get();
        int length = header.getInt();
        int end = stored.length - HASH;
        if (!Arrays.equals(sha256(stored, end), Arrays.copyOfRange(stored, end, stored.length))) {
            throw damaged(name, "its content does not match its checksum");
        }
        if (version != VERSION || sealing != 0 || compression > 1) {
            throw new KssException(
                    Reason.NEWER_FORMAT,
                    "The object " + name + " was written by a newer version of kss (format " + version + "/" + sealing
                            + "/" + compression + ").",
                    "Update kss on this host.");
        }
        if (found != type.number() || length < 0 || length > LARGEST_PAYLOAD) {
            throw damaged(name, "it is of another kind than its place says");
        }
        byte[] body = Arrays.copyOfRange(stored, HEADER, end);
        if (compression == 0 && body.length == length) {
            return body;
        }
        return decompressed(body, compression, length, name);
    }

    private static byte[] decompressed(byte[] body, int compression, int length, String name) throws KssException {
        if (compression == 1) {
            try {
                byte[] payload = Zstd.decompress(body, length);
                if (payload.length == length) {
                    return payload;
                }
            } catch (ZstdException e) {
                throw damaged(name, "it can't be decompressed: " + e.getMessage());
            }
        }
        throw damaged(name, "its length is not what its header says");
    }

    private static KssException damaged(String name, String what) {
        return new KssException(
                Reason.DAMAGED,
                "The object " + name + " in the store is damaged: " + what + ".",
                "kss verify --deep tells what else is affected; restore the object from a backup of the store");
    }

    private static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
