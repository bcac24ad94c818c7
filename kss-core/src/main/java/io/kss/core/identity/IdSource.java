package io.kss.core.identity;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes random identities and nonces. Thread-safe. Tests give a seeded one. */
@FunctionalInterface
public interface IdSource {

    /** 32 lower-case hexadecimal digits that nobody had before. */
    String next();

    /** Draws from the operating system. */
    static IdSource secure() {
        SecureRandom random = new SecureRandom();
        return () -> {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
    }
}
