package io.kss.spi.hypervisor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What of a domain's configuration is the same on every host, in a canonical form that only the hypervisor's plugin
 * understands: two definitions are equal exactly if their bytes are. Paths and other host-specific values are not in it.
 */
public final class Definition {

    private final byte[] bytes;

    public Definition(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Definition that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
