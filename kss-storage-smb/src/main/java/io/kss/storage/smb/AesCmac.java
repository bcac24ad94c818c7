package io.kss.storage.smb;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.MacSpi;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-CMAC (RFC 4493) over the JDK's AES in CBC mode, which runs in hardware: the MAC is the last block of the chain, after
 * that block was combined with a key of its own. Not thread-safe, like every {@link javax.crypto.Mac}.
 */
final class AesCmac extends MacSpi {

    private static final int BLOCK = 16;

    /** Small enough to stay in the processor's nearest cache: what is written there is never looked at. */
    private static final int PIECE = 4096;

    private final byte[] last = new byte[BLOCK];
    private final byte[] ignored = new byte[PIECE];
    private int held;
    private @Nullable Cipher cipher;
    private byte[] keyIfWhole = {};
    private byte[] keyIfPadded = {};

    @Override
    protected int engineGetMacLength() {
        return BLOCK;
    }

    @Override
    protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (parameters != null) {
            throw new InvalidAlgorithmParameterException("AES-CMAC takes no parameters");
        }
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException("AES-CMAC needs the key's bytes");
        }
        try {
            Cipher chain = Cipher.getInstance("AES/CBC/NoPadding");
            chain.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(encoded, "AES"), new IvParameterSpec(new byte[BLOCK]));
            keyIfWhole = doubled(chain.doFinal(new byte[BLOCK]));
            keyIfPadded = doubled(keyIfWhole);
            cipher = chain;
            held = 0;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException("no key for AES-CMAC", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Multiplies by x in the field that RFC 4493 describes. */
    private static byte[] doubled(byte[] block) {
        byte[] result = new byte[BLOCK];
        int carry = 0;
        for (int i = BLOCK - 1; i >= 0; i--) {
            int shifted = (block[i] & 0xff) << 1 | carry;
            result[i] = (byte) shifted;
            carry = shifted >> 8;
        }
        result[BLOCK - 1] ^= (byte) (carry == 0 ? 0 : 0x87);
        return result;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        int position = offset;
        int end = offset + length;
        while (position < end) {
            // A full block may only go into the chain once it is known not to be the last one.
            if (held == BLOCK) {
                chain(last, 0, BLOCK);
                held = 0;
            }
            int ahead = held == 0 ? Math.min(PIECE, (end - position - 1) / BLOCK * BLOCK) : 0;
            if (ahead > 0) {
                chain(input, position, ahead);
                position += ahead;
            } else {
                int count = Math.min(BLOCK - held, end - position);
                System.arraycopy(input, position, last, held, count);
                held += count;
                position += count;
            }
        }
    }

    private void chain(byte[] input, int offset, int length) {
        try {
            ready().update(input, offset, length, ignored);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CMAC", e);
        }
    }

    @Override
    protected byte[] engineDoFinal() {
        Cipher chain = ready();
        byte[] key = held == BLOCK ? keyIfWhole : keyIfPadded;
        if (held < BLOCK) {
            last[held] = (byte) 0x80;
            Arrays.fill(last, held + 1, BLOCK, (byte) 0);
        }
        for (int i = 0; i < BLOCK; i++) {
            last[i] ^= key[i];
        }
        held = 0;
        try {
            return chain.doFinal(last);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CMAC", e);
        }
    }

    @Override
    protected void engineReset() {
        held = 0;
        Cipher chain = cipher;
        if (chain != null) {
            try {
                chain.doFinal();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("AES-CMAC", e);
            }
        }
    }

    private Cipher ready() {
        Cipher ready = cipher;
        if (ready == null) {
            throw new IllegalStateException("AES-CMAC has no key yet");
        }
        return ready;
    }
}
