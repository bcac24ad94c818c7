package io.kss.storage.sftp;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.jspecify.annotations.Nullable;

/** Checks the host key of one connection, and remembers why it was refused. */
final class HostKeys implements HostKeyVerifier {

    /** An RSA key is called by another name than the signatures it makes. */
    private static final List<String> RSA_SIGNATURES = List.of("rsa-sha2-512", "rsa-sha2-256");

    private final HostTrust trust;
    private final List<KnownHosts> known = new ArrayList<>();
    private volatile @Nullable String refusal;

    private HostKeys(HostTrust trust) {
        this.trust = trust;
    }

    /** @throws IOException if a file of known hosts can't be read */
    static HostKeys of(HostTrust trust) throws IOException {
        HostKeys keys = new HostKeys(trust);
        for (Path file : trust.files()) {
            if (Files.exists(file)) {
                keys.known.add(new KnownHosts(file.toFile()));
            }
        }
        return keys;
    }

    /** Why the server's key was not accepted, if it was not. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean verify(String host, int port, PublicKey key) {
        String fingerprint = fingerprint(key);
        if (!trust.fingerprints().isEmpty()) {
            if (trust.fingerprints().contains(fingerprint)) {
                return true;
            }
            refusal = HostKeyRefusal.unlikePinned(host, key, fingerprint, trust.fingerprints());
            return false;
        }
        if (known.stream().anyMatch(file -> file.revokes(host, port, key))) {
            refusal = HostKeyRefusal.revoked(host, key, fingerprint);
            return false;
        }
        if (known.stream().anyMatch(file -> file.verify(host, port, key))) {
            return true;
        }
        boolean changed = known.stream()
                .anyMatch(file -> !file.findExistingAlgorithms(host, port).isEmpty());
        refusal = changed
                ? HostKeyRefusal.changed(host, port, key, fingerprint, trust.files())
                : HostKeyRefusal.unknown(host, port, key, fingerprint, trust.files());
        return false;
    }

    @Override
    public List<String> findExistingAlgorithms(String host, int port) {
        return known.stream()
                .flatMap(file -> file.findExistingAlgorithms(host, port).stream())
                .flatMap(type -> type.equals(KeyType.RSA.toString()) ? RSA_SIGNATURES.stream() : Stream.of(type))
                .distinct()
                .toList();
    }

    /** As OpenSSH prints it. */
    static String fingerprint(PublicKey key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static final class KnownHosts extends OpenSSHKnownHosts {

        KnownHosts(File file) throws IOException {
            super(file, new QuietLoggers());
        }

        boolean revokes(String host, int port, PublicKey key) {
            String name = port == 22 ? host : "[" + host + "]:" + port;
            try {
                for (KnownHostEntry entry : entries()) {
                    if (entry.getLine().startsWith(Marker.REVOKED.getMarkerString())
                            && entry.appliesTo(KeyType.fromKey(key), name)
                            && SecurityUtils.getFingerprint(key).equals(entry.getFingerprint())) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
