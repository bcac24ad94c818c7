package io.kss.storage.sftp;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Optional;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.userauth.keyprovider.FileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyPairWrapper;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyProviderUtil;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

/** Reads private keys in the formats of OpenSSH and OpenSSL. */
final class KeyFiles {

    private KeyFiles() {}

    /** The key of a file, decrypted once and for all, so that a new connection doesn't pay for that again. */
    static KeyProvider load(Path file, Optional<Secret> passphrase) throws ConfigException {
        if (!Files.isReadable(file)) {
            throw new ConfigException(SftpKeys.KEY_FILE.name(), "names a file that can't be read: " + file);
        }
        Asked asked = new Asked(passphrase);
        try {
            FileKeyProvider key = Factory.Named.Util.create(
                    SshAlgorithms.config().getFileKeyProviderFactories(),
                    KeyProviderUtil.detectKeyFileFormat(file.toFile()).toString());
            if (key == null) {
                throw new ConfigException(SftpKeys.KEY_FILE.name(), "is no private key in a known format: " + file);
            }
            key.init(file.toFile(), asked);
            PrivateKey secretPart = key.getPrivate();
            return new KeyPairWrapper(key.getPublic(), secretPart);
        } catch (IOException | SSHRuntimeException e) {
            if (asked.wasAsked) {
                throw new ConfigException(
                        SftpKeys.KEY_PASSPHRASE.name(),
                        passphrase.isPresent()
                                ? "does not decrypt the key " + file
                                : "is missing: the key " + file + " is encrypted. Give key-passphrase-file or"
                                        + " key-passphrase-env, or leave key-file out and let an ssh-agent hold the key");
            }
            throw new ConfigException(
                    SftpKeys.KEY_FILE.name(), "is no private key that can be used: " + file + ": " + e.getMessage());
        }
    }

    private static final class Asked implements PasswordFinder {

        private final Optional<Secret> passphrase;
        private boolean wasAsked;

        Asked(Optional<Secret> passphrase) {
            this.passphrase = passphrase;
        }

        @Override
        public char[] reqPassword(Resource<?> resource) {
            wasAsked = true;
            return passphrase.map(Secret::reveal).orElseGet(() -> new char[0]);
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}
