package com.example.kss.webdav;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks into the server's folders, and makes them. Thread-safe. */
final class Folders {

    private static final String PROPERTIES = """
            <?xml version="1.0" encoding="utf-8"?>
            <propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/>%s</prop></propfind>
            """;
    private static final String QUOTA = "<quota-available-bytes/><quota-used-bytes/>";

    private final Server server;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Folders(Server server) {
        this.server = server;
    }

    /** The object, unless there is none or a folder. */
    Optional<ObjectInfo> file(ObjectKey key) throws StorageException {
        return find(key.value(), "0", "").stream()
                .filter(entry -> !entry.folder() && entry.path().equals(key.value()))
                .findFirst()
                .map(entry -> new ObjectInfo(key, entry.size()));
    }

    /** What lies in a folder, whose path is empty or ends with a slash; nothing if there is no such folder. */
    List<Entry> members(String folder) throws StorageException {
        return find(folder, "1", "").stream()
                .filter(entry -> entry.path().startsWith(folder)
                        && !entry.path().isEmpty()
                        && entry.path().indexOf('/', folder.length()) < 0)
                .toList();
    }

    Optional<StoreSpace> space() throws StorageException {
        return find("", "0", QUOTA).stream()
                .filter(entry -> entry.free().isPresent() && entry.used().isPresent())
                .map(entry -> new StoreSpace(
                        entry.free().getAsLong() + entry.used().getAsLong(),
                        entry.free().getAsLong()))
                .findFirst();
    }

    /** The store's own folder. */
    void requireRoot() throws StorageException {
        if (find("", "0", "").isEmpty()) {
            throw new StorageException("there is no folder " + server.displayName() + "; make it on the server");
        }
    }

    /** For how long nobody changed anything in a folder, by the server's clock; empty if there is no such folder. */
    Optional<Duration> age(String folder) throws StorageException {
        HttpResponse<InputStream> response = ask(folder, "0", "");
        Optional<Instant> now = response.headers().firstValue("Date").flatMap(Multistatus::time);
        return entries(folder, response).stream()
                .findFirst()
                .map(entry -> now.isPresent() && entry.modified().isPresent()
                        ? Duration.between(entry.modified().get(), now.get())
                        : Duration.ZERO);
    }

    private List<Entry> find(String path, String depth, String more) throws StorageException {
        return entries(path, ask(path, depth, more));
    }

    private HttpResponse<InputStream> ask(String path, String depth, String more) throws StorageException {
        return server.ask(
                server.request("PROPFIND", path, BodyPublishers.ofString(PROPERTIES.formatted(more)))
                        .header("Depth", depth)
                        .header("Content-Type", "application/xml; charset=utf-8"),
                BodyHandlers.ofInputStream());
    }

    private List<Entry> entries(String path, HttpResponse<InputStream> response) throws StorageException {
        try (InputStream body = response.body()) {
            return switch (response.statusCode()) {
                case Answers.MULTI_STATUS -> new Multistatus(server.uri("")).entries(body);
                // Some servers send away who asks for a folder without a slash at the end.
                case Answers.NOT_FOUND, Answers.MOVED -> List.of();
                case Answers.BAD_REQUEST -> {
                    if (!belowFile(path)) {
                        throw Answers.unexpected("looking at '" + path + "'", response);
                    }
                    yield List.of();
                }
                default -> throw Answers.unexpected("looking at '" + path + "'", response);
            };
        } catch (StorageException e) {
            throw e;
        } catch (Multistatus.Nonsense e) {
            throw new StoreCorruptException(server.displayName() + " does not answer like a WebDAV server", e);
        } catch (IOException e) {
            throw server.broken(e);
        }
    }

    /** Some servers do not say of a path below a file that there is nothing, but that it makes no sense. */
    private boolean belowFile(String path) throws StorageException {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        int slash = bare.lastIndexOf('/');
        return bare.length() < path.length() && file(new ObjectKey(bare)).isPresent()
                || slash > 0 && find(bare.substring(0, slash), "0", "").stream().noneMatch(Entry::folder);
    }

    /** Makes the folders that a path lies in. */
    void makeFor(String path) throws StorageException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            make(path.substring(0, slash + 1));
        }
    }

    private void make(String folder) throws StorageException {
        if (known.contains(folder)) {
            return;
        }
        HttpResponse<Void> response = server.ask(server.request("MKCOL", folder), BodyHandlers.discarding());
        if (!Answers.done(response) && !isFolder(folder)) {
            throw Answers.unexpected("making the folder " + folder, response);
        }
        known.add(folder);
    }

    private boolean isFolder(String folder) throws StorageException {
        return find(folder, "0", "").stream().anyMatch(Entry::folder);
    }

    /** Somebody may have deleted folders: the next put makes them anew. */
    void forget() {
        known.clear();
    }
}
