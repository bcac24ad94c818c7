package io.kss.storage.sftp;

import com.hierynomus.sshj.transport.cipher.GcmCipher;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.cipher.BlockCipher;
import net.schmizz.sshj.transport.cipher.Cipher;

/**
 * AES as the JVM provides it. SSHJ's own ciphers come from one security provider for the whole process, which by default
 * is many times slower; setting that here would change it for everybody who uses SSHJ in this process.
 */
final class JdkCiphers {

    private static final int GCM_IV = 12;
    private static final int GCM_TAG = 16;
    private static final int CTR_IV = 16;

    private JdkCiphers() {}

    /** In order of preference. */
    static List<Factory.Named<Cipher>> all() {
        return List.of(
                new Named<>("aes128-gcm@openssh.com", () -> new Gcm(16)),
                new Named<>("aes256-gcm@openssh.com", () -> new Gcm(32)),
                new Named<>("aes128-ctr", () -> new Ctr(16)),
                new Named<>("aes256-ctr", () -> new Ctr(32)));
    }

    private static final class Gcm extends GcmCipher {

        private static final String TRANSFORMATION = "AES/GCM/NoPadding";

        Gcm(int keySize) {
            super(GCM_IV, GCM_TAG, keySize, "AES", TRANSFORMATION);
        }

        @Override
        public void init(Mode mode, byte[] key, byte[] iv) {
            cipher = cipher(TRANSFORMATION);
            try {
                initCipher(cipher, mode, Arrays.copyOf(key, getBlockSize()), Arrays.copyOf(iv, GCM_IV));
            } catch (GeneralSecurityException e) {
                throw new SSHRuntimeException(e);
            }
        }
    }

    private static final class Ctr extends BlockCipher {

        private static final String TRANSFORMATION = "AES/CTR/NoPadding";

        Ctr(int keySize) {
            super(CTR_IV, keySize, "AES", TRANSFORMATION);
        }

        @Override
        public void init(Mode mode, byte[] key, byte[] iv) {
            cipher = cipher(TRANSFORMATION);
            try {
                initCipher(cipher, mode, Arrays.copyOf(key, getBlockSize()), Arrays.copyOf(iv, CTR_IV));
            } catch (GeneralSecurityException e) {
                throw new SSHRuntimeException(e);
            }
        }
    }

    private static javax.crypto.Cipher cipher(String transformation) {
        try {
            return javax.crypto.Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException(e);
        }
    }
}
