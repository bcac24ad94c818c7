package io.kss.core.manifest;

import io.kss.core.chunk.IndexCache;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.Sha256;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The manifests of one VM in the store, each named by the hash of its stored bytes. Thread-safe. */
public final class ManifestStore {

    private final StorageBackend backend;
    private final VmId vm;
    private final IndexCache cache;

    /** Manifests that are always read from the store. */
    public ManifestStore(StorageBackend backend, VmId vm) {
        this(backend, vm, IndexCache.none());
    }

    /** @param cache where copies are kept on this host */
    public ManifestStore(StorageBackend backend, VmId vm, IndexCache cache) {
        this.backend = backend;
        this.vm = vm;
        this.cache = cache;
    }

    /**
     * Stores a manifest, durably, unless it is there.
     *
     * @return the hash that names it from now on
     * @throws IllegalArgumentException if it belongs to another VM or breaks a rule of the format
     */
    public String put(Manifest manifest) throws StorageException {
        if (!manifest.vm().equals(vm)) {
            throw new IllegalArgumentException("a manifest of " + manifest.vm() + " among those of " + vm);
        }
        byte[] stored = ManifestCodec.encode(manifest);
        String hash = Sha256.hex(stored);
        backend.put(key(hash), ObjectSource.of(stored), PutCondition.ALWAYS);
        cache.write(hash, stored);
        return hash;
    }

    /**
     * Reads a manifest and checks it against its name.
     *
     * @throws KssException {@code DAMAGED} if it is missing or not what was stored, {@code NEWER_FORMAT}
     */
    public Manifest read(String hash) throws KssException, StorageException {
        Optional<byte[]> kept = kept(hash);
        if (kept.isPresent()) {
            return decode(hash, kept.get());
        }
        byte[] stored = stored(hash);
        Manifest manifest = decode(hash, stored);
        cache.write(hash, stored);
        return manifest;
    }

    /** Stores a manifest again that the store lost or damaged, if this host kept a copy. */
    public void restore(String hash) throws KssException, StorageException {
        try {
            stored(hash);
        } catch (KssException e) {
            Optional<byte[]> kept = kept(hash);
            if (kept.isPresent()) {
                backend.put(key(hash), ObjectSource.of(kept.get()), PutCondition.ALWAYS);
            }
        }
    }

    private Optional<byte[]> kept(String hash) {
        return cache.read(hash).filter(copy -> Sha256.hex(copy).equals(hash));
    }

    private byte[] stored(String hash) throws KssException, StorageException {
        ObjectKey key = key(hash);
        byte[] stored;
        try (InputStream stream = backend.read(key, ByteRange.ALL)) {
            stored = stream.readAllBytes();
        } catch (ObjectNotFoundException e) {
            throw Damage.of(key.value(), "it is missing", e);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException("Reading " + key + " failed: " + e.getMessage(), e);
        }
        if (!Sha256.hex(stored).equals(hash)) {
            throw Damage.of(key.value(), "its content does not match its name");
        }
        return stored;
    }

    private Manifest decode(String hash, byte[] stored) throws KssException {
        Manifest manifest = ManifestCodec.decode(stored, name(hash));
        if (!manifest.vm().equals(vm)) {
            throw Damage.of(name(hash), "it belongs to the VM " + manifest.vm());
        }
        return manifest;
    }

    /** Whether a manifest of that name is there; says nothing about its content. */
    public boolean contains(String hash) throws StorageException {
        return backend.stat(key(hash)).isPresent();
    }

    /** The names of all manifests that are there, published or not. */
    public Set<String> hashes() throws StorageException {
        try (Stream<ObjectInfo> found = backend.list("vms/" + vm + "/manifests/")) {
            return found.map(object -> object.key().name()).collect(Collectors.toUnmodifiableSet());
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** The key of a manifest, for messages. */
    public String name(String hash) {
        return key(hash).value();
    }

    private ObjectKey key(String hash) {
        return new ObjectKey("vms/" + vm + "/manifests/" + Sha256.checked(hash));
    }
}
