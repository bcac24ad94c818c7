package com.example.kss.webdav;

import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

/** Sends bytes with PUT. The calling thread reads them, so that interrupting it is noticed wherever it waits. */
final class Upload {

    private final Server server;

    Upload(Server server) {
        this.server = server;
    }

    HttpResponse<Void> put(String path, SourceStream bytes, long length) throws StorageException {
        if (length == 0) {
            // Only a read tells that an empty source is really empty.
            int end = bytes.read();
            assert end < 0;
            return server.change(server.request("PUT", path), HttpResponse.BodyHandlers.discarding());
        }
        Pump pump = new Pump();
        HttpRequest.Builder request = server.request("PUT", path, BodyPublishers.fromPublisher(pump, length));
        Server.Pending<Void> pending = server.start(request, HttpResponse.BodyHandlers.discarding());
        pending.whenOver(pump::stop);
        try {
            pump.run(bytes);
        } catch (StorageException | RuntimeException | Error e) {
            // The server never gets all bytes, so it never shows the file.
            pending.cancel();
            throw e;
        } catch (InterruptedException e) {
            pending.cancel();
            Thread.currentThread().interrupt();
            throw new TransientStorageException("interrupted in the middle of a put", e);
        }
        return pending.await(false);
    }
}
