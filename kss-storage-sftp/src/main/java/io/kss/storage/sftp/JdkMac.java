package io.kss.storage.sftp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.mac.MAC;

/** HMAC as the JVM provides it, for the ciphers that don't authenticate by themselves; see {@link JdkCiphers}. */
final class JdkMac implements MAC {

    private final String algorithm;
    private final int size;
    private final boolean afterEncryption;
    private final Mac mac;

    private JdkMac(String algorithm, int size, boolean afterEncryption) {
        this.algorithm = algorithm;
        this.size = size;
        this.afterEncryption = afterEncryption;
        try {
            this.mac = Mac.getInstance(algorithm);
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException(e);
        }
    }

    /** In order of preference. */
    static List<Factory.Named<MAC>> all() {
        return List.of(
                new Named<>("hmac-sha2-256-etm@openssh.com", () -> new JdkMac("HmacSHA256", 32, true)),
                new Named<>("hmac-sha2-512-etm@openssh.com", () -> new JdkMac("HmacSHA512", 64, true)),
                new Named<>("hmac-sha2-256", () -> new JdkMac("HmacSHA256", 32, false)),
                new Named<>("hmac-sha2-512", () -> new JdkMac("HmacSHA512", 64, false)));
    }

    @Override
    public void init(byte[] key) {
        try {
            mac.init(new SecretKeySpec(Arrays.copyOf(key, size), algorithm));
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException(e);
        }
    }

    @Override
    public void update(byte[] bytes) {
        mac.update(bytes);
    }

    @Override
    public void update(byte[] bytes, int start, int length) {
        mac.update(bytes, start, length);
    }

    @Override
    public void update(long number) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            mac.update((byte) (number >>> shift));
        }
    }

    @Override
    public byte[] doFinal() {
        return mac.doFinal();
    }

    @Override
    public byte[] doFinal(byte[] input) {
        return mac.doFinal(input);
    }

    @Override
    public void doFinal(byte[] target, int offset) {
        try {
            mac.doFinal(target, offset);
        } catch (ShortBufferException e) {
            throw new SSHRuntimeException(e);
        }
    }

    @Override
    public int getBlockSize() {
        return size;
    }

    @Override
    public boolean isEtm() {
        return afterEncryption;
    }
}
