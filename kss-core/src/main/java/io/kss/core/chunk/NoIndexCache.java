package io.kss.core.chunk;

import java.util.Optional;
import java.util.Set;

/** Keeps nothing. */
final class NoIndexCache implements IndexCache {

    @Override
    public Optional<byte[]> read(String name) {
        return Optional.empty();
    }

    @Override
    public void write(String name, byte[] stored) {}

    @Override
    public void retain(Set<String> names) {}
}
