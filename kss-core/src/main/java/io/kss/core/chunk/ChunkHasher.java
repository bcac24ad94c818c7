package io.kss.core.chunk;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes chunk ids. For one thread at a time. */
public final class ChunkHasher {

    private final MessageDigest digest;

    public ChunkHasher() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The id of a buffer's remaining bytes; the buffer is as before. */
    public ChunkId id(ByteBuffer plain) {
        digest.update(plain.duplicate());
        return ChunkId.of(digest.digest());
    }
}
