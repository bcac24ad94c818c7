package io.kss.storage.smb;

import jcifs.internal.smb2.ServerMessageBlock2Response;
import jcifs.internal.smb2.Smb2SigningDigest;
import org.jspecify.annotations.Nullable;

/**
 * Checks the signature of an answer. jcifs signs what it sends, but forgets the key for each answer right before it is
 * received, and so takes every answer as it comes. An answer that reports a failure is taken without a check here too:
 * some servers sign those wrongly, and all that a forged one can do is to make a request fail.
 */
final class SignatureCheck {

    private @Nullable Smb2SigningDigest digest;
    private int size;

    /** Resets an answer as jcifs does before it is received, but for the key. */
    void reset(ServerMessageBlock2Response answer, Runnable reset) {
        Smb2SigningDigest known = answer.getDigest();
        if (known != null) {
            digest = known;
        }
        reset.run();
    }

    /** The answer has so many bytes. */
    void received(int bytes) {
        size = bytes;
    }

    boolean passes(ServerMessageBlock2Response answer, byte[] buffer, int start) {
        Smb2SigningDigest key = digest;
        // verify() tells whether it is wrong
        return key == null || answer.getErrorCode() != 0 || !key.verify(buffer, start, size, 0, answer);
    }
}
