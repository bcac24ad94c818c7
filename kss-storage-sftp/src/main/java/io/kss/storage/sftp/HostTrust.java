package io.kss.storage.sftp;

import io.kss.spi.config.ConfigException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which host keys to accept: those with a given fingerprint, or else those in files of known hosts. There is no third way.
 *
 * @param fingerprints if not empty, what decides alone
 * @param files known-hosts files; those that don't exist know nobody
 */
record HostTrust(Set<String> fingerprints, List<Path> files) {

    static HostTrust listed(List<Path> files) {
        return new HostTrust(Set.of(), files);
    }

    static HostTrust pinned(String text) throws ConfigException {
        Set<String> fingerprints = new TreeSet<>(Arrays.asList(text.strip().split("[\\s,]+")));
        for (String fingerprint : fingerprints) {
            if (!fingerprint.matches("SHA256:[A-Za-z0-9+/]{43}")) {
                throw new ConfigException(
                        SftpKeys.HOST_KEY_FINGERPRINT.name(),
                        "must be SHA256: and 43 characters, as ssh-keygen -lf prints it, not '" + fingerprint + "'");
            }
        }
        return new HostTrust(fingerprints, List.of());
    }
}
