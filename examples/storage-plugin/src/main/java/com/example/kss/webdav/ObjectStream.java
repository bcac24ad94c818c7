package com.example.kss.webdav;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The bytes of an answer: exactly as many as were announced, or an exception. */
final class ObjectStream extends InputStream {

    private final Server server;
    private final ObjectKey key;
    private final InputStream body;
    private long left;

    ObjectStream(Server server, ObjectKey key, InputStream body, long length) {
        this.server = server;
        this.key = key;
        this.body = body;
        this.left = length;
    }

    @Override
    public int read() throws StorageException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws StorageException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        server.requireOpen();
        if (Thread.currentThread().isInterrupted()) {
            throw new TransientStorageException("interrupted while reading " + key);
        }
        try {
            int read = body.read(target, offset, (int) Math.min(count, left));
            if (read < 0) {
                throw new TransientStorageException("the answer with " + key + " ended " + left + " bytes early");
            }
            left -= read;
            return read;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw server.broken(e);
        }
    }

    /** Ends the connection if bytes are left: cheaper than to receive them. */
    @Override
    public void close() throws StorageException {
        try {
            body.close();
        } catch (IOException e) {
            throw server.broken(e);
        }
    }
}
