package io.kss.core.storage;

import static java.util.Objects.requireNonNull;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Gives written files the names of objects, durably, until it is closed. Thread-safe. */
final class ObjectNames {

    private final StoreFolder store;
    private final DurableFolders folders;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();
    private boolean closed;

    ObjectNames(StoreFolder store) {
        this.store = store;
        this.folders = new DurableFolders(store.root());
    }

    /** Nothing gets a name once this returned. */
    void close() {
        closing.writeLock().lock();
        try {
            closed = true;
        } finally {
            closing.writeLock().unlock();
        }
    }

    /** @throws ObjectExistsException if an object has the key */
    void requireFree(ObjectKey key) throws IOException {
        Optional<BasicFileAttributes> found = store.look(store.file(key));
        if (found.isPresent()) {
            throw found.get().isRegularFile()
                    ? new ObjectExistsException(store.name() + ": there is an object " + key + " already")
                    : new StorageException(store.name() + ": " + key + " is a folder, so no object can have this key");
        }
    }

    /** Makes a written file an object. */
    void give(StagedFile staged, ObjectKey key, PutCondition condition) throws IOException {
        try {
            makeFolderAndGive(staged, key, condition);
        } catch (NoSuchFileException e) {
            // Somebody removed the folder that was there a moment ago.
            store.checkUnchanged();
            folders.forget();
            makeFolderAndGive(staged, key, condition);
        }
    }

    private void makeFolderAndGive(StagedFile staged, ObjectKey key, PutCondition condition) throws IOException {
        Path folder = requireNonNull(store.file(key).getParent());
        try {
            folders.ensure(folder);
        } catch (NotDirectoryException e) {
            throw new StorageException(
                    store.name() + ": " + key + " can't be stored, because a part of it is an object already", e);
        }
        giveUnlessClosed(staged, key, condition);
        try {
            DurableFolders.sync(folder);
        } catch (IOException e) {
            throw new OutcomeUnknownException(
                    store.name() + ": " + key + " is there, but may not survive a power cut: " + e.getMessage(), e);
        }
    }

    private void giveUnlessClosed(StagedFile staged, ObjectKey key, PutCondition condition) throws IOException {
        Path target = store.file(key);
        closing.readLock().lock();
        try {
            if (closed) {
                throw new StorageException(store.name() + ": this store was closed before " + key + " was complete");
            }
            if (condition == PutCondition.IF_ABSENT) {
                staged.linkTo(target);
            } else {
                staged.renameTo(target);
            }
        } catch (FileAlreadyExistsException e) {
            requireFree(key);
            throw new ObjectExistsException(store.name() + ": there was an object " + key + " a moment ago", e);
        } finally {
            closing.readLock().unlock();
        }
    }
}
