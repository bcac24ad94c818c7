package io.kss.storage.smb;

import java.security.Provider;
import java.util.function.Supplier;
import jcifs.CIFSUnsupportedCryptoException;
import jcifs.util.Crypto;
import org.bouncycastle.jcajce.provider.digest.MD4;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What jcifs takes its algorithms from: the provider that it would use by itself, except that AES-CMAC runs on the JDK's
 * AES. It is given to jcifs alone, not registered with the JVM.
 */
final class JdkCrypto extends Provider {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(JdkCrypto.class);
    private static boolean tried;

    private final transient Service cmac;
    private final transient Service md4;
    private transient @Nullable Provider others;

    JdkCrypto() {
        super("kss-smb", "1", "AES-CMAC on the JDK's AES, everything else from BouncyCastle");
        this.cmac = service("Mac", "AESCMAC", AesCmac::new);
        // Named here because every login needs it, and to set up the whole of BouncyCastle takes a good part of a
        // second.
        this.md4 = service("MessageDigest", "MD4", MD4.Digest::new);
    }

    private Service service(String type, String algorithm, Supplier<Object> factory) {
        return new Service(this, type, algorithm, "io.kss.storage.smb", null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) {
                return factory.get();
            }
        };
    }

    /** Makes jcifs use it, unless somebody in this JVM chose something before: theirs then stays. */
    static synchronized void install() {
        if (tried) {
            return;
        }
        tried = true;
        try {
            Crypto.initProvider(new JdkCrypto());
        } catch (CIFSUnsupportedCryptoException alreadyChosen) {
            LOG.info(
                    "SMB signing uses {}, which this process chose before kss could; it may be slow",
                    Crypto.getProvider().getInfo());
        }
    }

    @Override
    public Service getService(String type, String algorithm) {
        if (type.equals(cmac.getType()) && algorithm.equalsIgnoreCase(cmac.getAlgorithm())) {
            return cmac;
        }
        if (type.equals(md4.getType()) && algorithm.equalsIgnoreCase(md4.getAlgorithm())) {
            return md4;
        }
        return others().getService(type, algorithm);
    }

    private synchronized Provider others() {
        Provider known = others;
        if (known == null) {
            known = new BouncyCastleProvider();
            others = known;
        }
        return known;
    }
}
