package com.example.kss.webdav;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a range with GET. A server may look at a file first and open it later: replaced in between, it would give bytes of
 * the new object with the length of the old one. So once the answer has begun, and the file is open, a HEAD tells whether it is
 * still the one that was looked at; if not, the answer is dropped and asked for again.
 */
final class Download {

    private static final int ATTEMPTS = 50;

    private final Server server;
    private final Folders folders;

    Download(Server server, Folders folders) {
        this.server = server;
        this.folders = folders;
    }

    InputStream open(ObjectKey key, ByteRange range) throws StorageException {
        if (range.length() == 0) {
            return nothing(key, range);
        }
        HttpRequest.Builder request = server.request("GET", key.value());
        boolean whole = range.equals(ByteRange.ALL);
        if (!whole) {
            String last = range.toEnd() ? "" : String.valueOf(range.offset() + range.length() - 1);
            request.header("Range", "bytes=" + range.offset() + "-" + last);
        }
        HttpResponse<InputStream> response = settled(key, request);
        if (response.statusCode() == (whole ? Answers.OK : Answers.PARTIAL)) {
            return body(key, range, response);
        }
        close(response.body());
        boolean nothing = response.statusCode() == Answers.NO_SUCH_RANGE || response.statusCode() == Answers.OK;
        if (nothing && range.toEnd()) {
            return nothing(key, range);
        }
        throw switch (response.statusCode()) {
            case Answers.NOT_FOUND, Answers.MOVED -> missing(key);
            case Answers.NO_SUCH_RANGE -> outside(key, range);
            case Answers.OK -> ignored(key, range, response);
            default -> Answers.unexpected("reading " + key, response);
        };
    }

    private HttpResponse<InputStream> settled(ObjectKey key, HttpRequest.Builder request) throws StorageException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            HttpResponse<InputStream> response = server.ask(request, BodyHandlers.ofInputStream());
            if (!Answers.done(response)) {
                return response;
            }
            try {
                if (version(server.ask(server.request("HEAD", key.value()), BodyHandlers.discarding()))
                        .equals(version(response))) {
                    return response;
                }
            } catch (StorageException e) {
                close(response.body());
                throw e;
            }
            close(response.body());
        }
        throw new TransientStorageException("the object " + key + " is replaced faster than it can be read");
    }

    /** What differs when an object was replaced; a tag is called weak only while its file is new. */
    private static List<Optional<String>> version(HttpResponse<?> response) {
        return List.of(
                response.headers().firstValue("ETag").map(tag -> tag.replaceFirst("^W/", "")),
                response.headers().firstValue("Last-Modified"));
    }

    private InputStream body(ObjectKey key, ByteRange range, HttpResponse<InputStream> response)
            throws StorageException {
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        if (length.isEmpty()) {
            close(response.body());
            throw new StorageException(server.displayName() + " does not tell how long " + key + " is");
        }
        if (!range.toEnd() && length.getAsLong() < range.length()) {
            close(response.body());
            throw outside(key, range);
        }
        return new ObjectStream(server, key, response.body(), length.getAsLong());
    }

    /** Of objects without bytes servers know no ranges. */
    private StorageException ignored(ObjectKey key, ByteRange range, HttpResponse<?> response) {
        long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        return length == 0 ? outside(key, range) : noRanges();
    }

    private StorageException noRanges() {
        return new StorageException(server.displayName() + " does not know ranges, which this type of store needs");
    }

    /** A range without bytes: an empty one within the object, or any that begins right at its end. */
    private InputStream nothing(ObjectKey key, ByteRange range) throws StorageException {
        Optional<ObjectInfo> object = folders.file(key);
        if (object.isEmpty()) {
            throw missing(key);
        }
        if (range.offset() > object.get().size()) {
            throw outside(key, range);
        }
        if (range.length() != 0 && range.offset() < object.get().size()) {
            throw noRanges();
        }
        return InputStream.nullInputStream();
    }

    private static StorageException outside(ObjectKey key, ByteRange range) {
        return new StoreCorruptException("the object " + key + " ends before byte "
                + (range.offset() + Math.max(0, range.length())) + ", which was asked for");
    }

    private StorageException missing(ObjectKey key) {
        return new ObjectNotFoundException("there is no object " + key + " in " + server.displayName());
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // It was not wanted any more.
        }
    }
}
