package com.example.kss.webdav;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store on a WebDAV server: each object is a file whose path is its key. Names that begin with a dot are no keys, so
 * {@code .kss} is ours.
 */
final class WebDavBackend implements StorageBackend {

    private final Server server;
    private final Folders folders;
    private final Upload upload;
    private final ExclusiveCreate exclusive;

    WebDavBackend(Server server) {
        this.server = server;
        this.folders = new Folders(server);
        this.upload = new Upload(server);
        this.exclusive = new ExclusiveCreate(server, folders, upload);
    }

    /** Shows that the server can be reached and lets us write, and makes what this backend needs. */
    void prepare() throws StorageException {
        folders.requireRoot();
        folders.makeFor(Claims.FOLDER);
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        server.requireOpen();
        try (SourceStream bytes = SourceStream.open(source)) {
            folders.makeFor(key.value());
            if (condition == PutCondition.IF_ABSENT) {
                exclusive.create(key, bytes, source.length());
                return;
            }
            // The server receives into a temporary file and renames it when all has come.
            HttpResponse<Void> response = upload.put(key.value(), bytes, source.length());
            if (!Answers.done(response)) {
                folders.forget();
                throw Answers.unexpected("the put of " + key, response);
            }
        }
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return new Download(server, folders).open(key, range);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return folders.file(key);
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        List<ObjectInfo> found = new ArrayList<>();
        collect(ObjectKey.requirePrefix(prefix), found);
        return found.stream();
    }

    private void collect(String folder, List<ObjectInfo> found) throws StorageException {
        for (Entry entry : folders.members(folder)) {
            if (!Entry.isKey(entry.path())) {
                continue;
            }
            if (entry.folder()) {
                collect(entry.path() + "/", found);
            } else {
                found.add(new ObjectInfo(new ObjectKey(entry.path()), entry.size()));
            }
        }
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        // A DELETE of a folder would take everything in it.
        if (folders.file(key).isEmpty()) {
            return;
        }
        HttpResponse<Void> response = server.ask(server.request("DELETE", key.value()), BodyHandlers.discarding());
        if (!Answers.done(response) && response.statusCode() != Answers.NOT_FOUND) {
            throw Answers.unexpected("the deletion of " + key, response);
        }
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return folders.space();
    }

    @Override
    public String displayName() {
        return server.displayName();
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() {
        server.close();
    }
}
