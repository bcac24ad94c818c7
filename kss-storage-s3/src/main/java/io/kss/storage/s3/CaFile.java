package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that the user trusts https servers by, instead of those that the JDK trusts. */
final class CaFile {

    private CaFile() {}

    /** @throws ConfigException if the file is missing or holds no certificate */
    static TrustManager[] trust(Path file) throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new ConfigException("ca-file", "holds no certificate: " + file);
            }
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate : certificates) {
                trusted.setCertificateEntry("ca-" + trusted.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return factory.getTrustManagers();
        } catch (IOException e) {
            throw new ConfigException("ca-file", "can't be read: " + file + " (check the path and its rights)");
        } catch (GeneralSecurityException e) {
            throw new ConfigException("ca-file", "is not a PEM file with certificates: " + file);
        }
    }
}
