package io.kss.core.storage;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a folder: each object is a read-only file whose path is its key. An object is written to a staging file,
 * forced to the disk, and then gets its name at once: by a hard link if it must be new, else by a rename.
 */
final class DirectoryBackend implements StorageBackend {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryBackend.class);

    private final StoreFolder store;
    private final StagingArea staging;
    private final ObjectNames names;
    private final DirectoryErrors errors;
    private volatile boolean closed;

    private DirectoryBackend(StoreFolder store, LinkProof.Linker linker) {
        this.store = store;
        this.staging = new StagingArea(store.root(), linker);
        this.names = new ObjectNames(store);
        this.errors = new DirectoryErrors(store.root(), store.name());
    }

    static DirectoryBackend open(Path path) throws StorageException {
        return open(path, Files::createLink);
    }

    /** @throws StorageException if the folder can't hold a store; one that is read-only can */
    static DirectoryBackend open(Path path, LinkProof.Linker linker) throws StorageException {
        DirectoryBackend backend = new DirectoryBackend(StoreFolder.open(path), linker);
        try {
            backend.staging.prepare();
        } catch (IOException e) {
            StorageException failure = backend.errors.explain("prepare the store", e, 1);
            if (!(failure instanceof AccessDeniedStorageException)) {
                throw failure;
            }
            LOG.info("{} can only be read: {}", path, failure.getMessage());
        }
        return backend;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        checkUsable();
        String doing = "store " + key;
        try {
            if (condition == PutCondition.IF_ABSENT) {
                names.requireFree(key);
            }
            try (SourceStream in = SourceStream.open(source);
                    StagedFile staged = staging.create()) {
                staged.write(in, source.length());
                names.give(staged, key, condition);
            }
        } catch (IOException e) {
            throw errors.explain(doing, e, Math.max(1, source.length()));
        }
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        checkUsable();
        try {
            Path file = store.file(key);
            if (store.look(file).filter(BasicFileAttributes::isRegularFile).isEmpty()) {
                throw new NoSuchFileException(file.toString());
            }
            return open(key, FileChannel.open(file, StandardOpenOption.READ), range);
        } catch (NoSuchFileException e) {
            throw new ObjectNotFoundException(store.name() + ": there is no object " + key, e);
        } catch (IOException e) {
            throw errors.explain("read " + key, e);
        }
    }

    private InputStream open(ObjectKey key, FileChannel channel, ByteRange range) throws IOException {
        try {
            long size = channel.size();
            long end = range.toEnd() ? size : range.offset() + range.length();
            if (range.offset() > size || end > size) {
                throw new StoreCorruptException(store.name() + ": object " + key + " has " + size
                        + " bytes, too few to read from " + range.offset() + " to " + end);
            }
            return new RangeStream(channel, range.offset(), end - range.offset(), "object " + key, errors);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        checkUsable();
        try {
            return store.look(store.file(key))
                    .filter(BasicFileAttributes::isRegularFile)
                    .map(file -> new ObjectInfo(key, file.size()));
        } catch (IOException e) {
            throw errors.explain("look at " + key, e);
        }
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        Path start = store.root().resolve(ObjectKey.requirePrefix(prefix));
        checkUsable();
        return StreamSupport.stream(new DirectoryListing(store, start, errors), false);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        checkUsable();
        try {
            Path file = store.file(key);
            if (store.look(file).filter(BasicFileAttributes::isRegularFile).isPresent()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw errors.explain("delete " + key, e);
        }
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        checkUsable();
        try {
            FileStore files = Files.getFileStore(store.root());
            return Optional.of(new StoreSpace(files.getTotalSpace(), files.getUsableSpace()));
        } catch (IOException e) {
            throw errors.explain("measure the room", e);
        }
    }

    @Override
    public String displayName() {
        return store.name();
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() {
        closed = true;
        names.close();
    }

    private void checkUsable() throws StorageException {
        if (closed) {
            throw new StorageException(store.name() + ": this store is closed");
        }
        store.checkUnchanged();
    }
}
