package io.kss.storage.smb;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A store in a folder of an SMB share: each object is a file whose path is its key. An object is written to a staging
 * file, flushed, and then gets its name at once.
 */
final class SmbBackend implements StorageBackend {

    private final SmbSettings settings;
    private final Client client;
    private final SmbErrors errors;
    private final StagingArea staging;
    private final ObjectNames names;

    private SmbBackend(SmbSettings settings, Client client, SmbErrors errors, boolean links) {
        Folders folders = new Folders();
        this.settings = settings;
        this.client = client;
        this.errors = errors;
        this.staging = new StagingArea(settings, folders, links);
        this.names = new ObjectNames(settings, errors, folders);
    }

    static SmbBackend open(SmbSettings settings) throws StorageException {
        return open(settings, true);
    }

    /** @param links whether hard links may be used where the server has them */
    static SmbBackend open(SmbSettings settings, boolean links) throws StorageException {
        SmbErrors errors = new SmbErrors(settings);
        return new SmbBackend(settings, Client.open(settings, errors), errors, links);
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        errors.checkOpen();
        try {
            if (condition == PutCondition.IF_ABSENT) {
                client.ask(share -> {
                    names.requireFree(share, key);
                    return true;
                });
            }
            try (SourceStream in = SourceStream.open(source);
                    StagedFile staged = client.obtain(c -> staging.create(client.workers(), c))) {
                staged.write(in, source.length());
                publish(staged, key, condition);
            }
        } catch (IOException e) {
            throw errors.explain("store " + key, e);
        }
    }

    private void publish(StagedFile staged, ObjectKey key, PutCondition condition) throws IOException {
        Share share = new Share(staged.connection());
        try {
            staged.name(() -> {
                names.give(staged, share, key, condition, staging.lock(key));
                return true;
            });
        } catch (InterruptedIOException e) {
            throw new OutcomeUnknownException(
                    errors.store() + ": interrupted, and it is not known whether " + key + " was stored", e);
        }
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        errors.checkOpen();
        String doing = "read " + key;
        try {
            OpenedObject object = client.obtain(c -> new OpenedObject(new Share(c).reading(names.path(key))));
            long size = object.file().size();
            long end = range.toEnd() ? size : range.offset() + range.length();
            if (range.offset() > size || end > size) {
                new RangeStream(client.workers(), object, 0, 0, errors, doing).close();
                throw new StoreCorruptException(errors.store() + ": object " + key + " has " + size
                        + " bytes, too few to read from " + range.offset() + " to " + end);
            }
            return new RangeStream(client.workers(), object, range.offset(), end - range.offset(), errors, doing);
        } catch (IOException e) {
            if (Status.isMissing(e)) {
                throw new ObjectNotFoundException(errors.store() + ": there is no object " + key, e);
            }
            throw errors.explain(doing, e);
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return ask(
                "look at " + key,
                share -> share.look(names.path(key))
                        .filter(entry -> !entry.folder())
                        .map(entry -> new ObjectInfo(key, entry.size())));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        String start = KeyNames.path(ObjectKey.requirePrefix(prefix));
        errors.checkOpen();
        SmbListing.Lister lister = path -> client.ask(share -> share.list(settings.inShare(path)));
        return StreamSupport.stream(new SmbListing(lister, start, errors), false);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        ask("delete " + key, share -> {
            share.delete(names.path(key));
            return true;
        });
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return Optional.of(ask("measure the room", share -> {
            String folder = settings.folder();
            return share.space(share.look(folder).isPresent() ? folder : "");
        }));
    }

    private <T> T ask(String doing, Client.Question<T> question) throws StorageException {
        errors.checkOpen();
        try {
            return client.ask(question);
        } catch (IOException e) {
            throw errors.explain(doing, e);
        }
    }

    @Override
    public String displayName() {
        return errors.store();
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() {
        names.close();
        client.close();
    }
}
