package io.kss.storage.sftp;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Collection;
import java.util.List;
import net.schmizz.sshj.common.KeyType;

/** What to tell the user about a host key that is not accepted. */
final class HostKeyRefusal {

    private HostKeyRefusal() {}

    static String unknown(String host, int port, PublicKey key, String fingerprint, List<Path> files) {
        return "the host key of " + host + " is not known here, so this may be another machine. It presented "
                + describe(key, fingerprint) + ". Compare that with what the server itself prints with"
                + " 'ssh-keygen -lf /etc/ssh/ssh_host_" + plainType(key)
                + "_key.pub'; if it is the same, accept it with"
                + " host-key-fingerprint = \"" + fingerprint + "\" in the [store] table, or add it to " + files.get(0)
                + " by logging in once with 'ssh" + (port == 22 ? "" : " -p " + port) + " " + host
                + "' as the user that runs kss";
    }

    static String changed(String host, int port, PublicKey key, String fingerprint, List<Path> files) {
        String name = port == 22 ? host : "[" + host + "]:" + port;
        return "THE HOST KEY OF " + host + " HAS CHANGED: it is not the one in " + files.get(0)
                + ". Somebody may be listening in, or the server was installed anew. It presented "
                + describe(key, fingerprint) + ". Nothing was sent. Ask whoever runs the server; only if they confirm"
                + " this fingerprint, remove the old key with 'ssh-keygen -R \"" + name + "\" -f " + files.get(0)
                + "' and accept the new one";
    }

    static String unlikePinned(String host, PublicKey key, String fingerprint, Collection<String> pinned) {
        return "THE HOST KEY OF " + host + " IS NOT THE ONE IN host-key-fingerprint (" + String.join(" ", pinned)
                + "). Somebody may be listening in, or the server was installed anew, or the fingerprint is of a key of"
                + " another type. It presented " + describe(key, fingerprint)
                + ". Nothing was sent. Change the [store] table only if whoever runs the server confirms this fingerprint";
    }

    static String revoked(String host, PublicKey key, String fingerprint) {
        return "the host key of " + host + " is marked as revoked in the known hosts: " + describe(key, fingerprint)
                + ". Nothing was sent. The server needs a new key";
    }

    private static String describe(PublicKey key, String fingerprint) {
        return "the " + plainType(key).toUpperCase(java.util.Locale.ROOT) + " key " + fingerprint;
    }

    private static String plainType(PublicKey key) {
        KeyType type = KeyType.fromKey(key);
        return switch (type) {
            case RSA, RSA_CERT -> "rsa";
            case ED25519, ED25519_CERT -> "ed25519";
            case ECDSA256, ECDSA256_CERT, ECDSA384, ECDSA384_CERT, ECDSA521, ECDSA521_CERT -> "ecdsa";
            default -> type.toString();
        };
    }
}
