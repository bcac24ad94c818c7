package com.example.kss.webdav;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;

/**
 * Creates objects of which there must be only one. Servers look for {@code If-None-Match: *} or {@code Overwrite: F}
 * first and rename afterwards, so of two requests at once both can succeed. The one thing that is exclusive by itself is
 * making a folder. So whoever creates an object makes a folder first, the claim; uploads the object into it; and moves it
 * from there to its place.
 *
 * <p>A claim whose owner died is deleted by the next one who wants it, together with what was uploaded there. An owner who
 * was only slow then has nothing left to move. So however late a request comes, there is never more than one claim from
 * which a move can succeed, and whoever has the claim sees what was moved before.
 */
final class ExclusiveCreate {

    private final Server server;
    private final Folders folders;
    private final Upload upload;
    private final Claims claims;

    ExclusiveCreate(Server server, Folders folders, Upload upload) {
        this.server = server;
        this.folders = folders;
        this.upload = upload;
        this.claims = new Claims(server, folders);
    }

    void create(ObjectKey key, SourceStream bytes, long length) throws StorageException {
        String claim = claims.take(key, () -> requireFree(key));
        try {
            requireFree(key);
            String staged = claim + UUID.randomUUID();
            HttpResponse<Void> put = upload.put(staged, bytes, length);
            if (!Answers.done(put)) {
                throw refused("the put of " + key, put);
            }
            move(staged, key);
        } finally {
            claims.giveBack(claim);
        }
    }

    private void move(String staged, ObjectKey key) throws StorageException {
        HttpResponse<Void> moved = server.change(
                server.request("MOVE", staged)
                        .header("Destination", server.uri(key.value()).toString())
                        .header("Overwrite", "F"),
                BodyHandlers.discarding());
        if (Answers.done(moved)) {
            return;
        }
        requireFree(key);
        throw refused("the creation of " + key, moved);
    }

    private void requireFree(ObjectKey key) throws StorageException {
        if (folders.file(key).isPresent()) {
            throw new ObjectExistsException("there is an object " + key + " in " + server.displayName() + " already");
        }
    }

    private StorageException refused(String what, HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case Answers.NOT_FOUND, Answers.CONFLICT -> {
                folders.forget();
                yield new TransientStorageException(what + " failed: it took so long that somebody took over");
            }
            default -> Answers.unexpected(what, response);
        };
    }
}
