package io.kss.storage.smb;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Gives written files the names of objects until it is closed. Blocks in the calling thread. Thread-safe. */
final class ObjectNames {

    /** How long to wait for those who have the old object open, where the server then refuses to replace it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final SmbSettings settings;
    private final SmbErrors errors;
    private final Folders folders;
    private final ReadWriteLock closing = new ReentrantReadWriteLock();

    ObjectNames(SmbSettings settings, SmbErrors errors, Folders folders) {
        this.settings = settings;
        this.errors = errors;
        this.folders = folders;
    }

    String path(ObjectKey key) {
        return settings.inShare(KeyNames.path(key.value()));
    }

    /** Nothing gets a name once this returned. */
    void close() {
        closing.writeLock().lock();
        try {
            errors.closed();
        } finally {
            closing.writeLock().unlock();
        }
    }

    /** @throws ObjectExistsException if an object has the key */
    void requireFree(Share share, ObjectKey key) throws IOException {
        Optional<Share.Entry> found = share.look(path(key));
        if (found.isPresent()) {
            throw found.get().folder()
                    ? isFolder(key)
                    : new ObjectExistsException(errors.store() + ": there is an object " + key + " already");
        }
    }

    private StorageException isFolder(ObjectKey key) {
        return new StorageException(errors.store() + ": " + key + " is a folder, so no object can have this key");
    }

    /** Makes a written file an object. */
    void give(StagedFile staged, Share share, ObjectKey key, PutCondition condition, String lock) throws IOException {
        String folder = KeyNames.parent(path(key));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        boolean remade = false;
        for (; ; ) {
            try {
                ensure(share, folder, key);
                giveUnlessClosed(staged, key, condition, lock);
                break;
            } catch (IOException e) {
                if (Status.lacksFolder(e) && !remade) {
                    // Somebody removed the folder that was there a moment ago.
                    folders.forget();
                    remade = true;
                } else {
                    decide(share, key, condition, e, deadline);
                }
            }
        }
        Folders.sync(share, folder);
    }

    private void ensure(Share share, String folder, ObjectKey key) throws IOException {
        try {
            folders.ensure(share, folder);
        } catch (IOException e) {
            if (Status.is(e, Status.NOT_A_DIRECTORY) || Status.is(e, Status.NAME_COLLISION)) {
                throw new StorageException(
                        errors.store() + ": " + key + " can't be stored, because a part of it is an object already", e);
            }
            throw e;
        }
    }

    private void giveUnlessClosed(StagedFile staged, ObjectKey key, PutCondition condition, String lock)
            throws IOException {
        closing.readLock().lock();
        try {
            errors.checkOpen();
            staged.give(path(key), lock, condition);
        } catch (IOException e) {
            if (staged.asked() && !Status.answered(e) && !(e instanceof NotSentException)) {
                throw new OutcomeUnknownException(
                        errors.store() + ": it is not known whether " + key + " was stored: " + errors.unanswered(e),
                        e);
            }
            throw e;
        } finally {
            closing.readLock().unlock();
        }
    }

    /** Returns if it is worth trying again: the server has refused, so this repeats nothing that may have happened. */
    private void decide(Share share, ObjectKey key, PutCondition condition, IOException e, long deadline)
            throws IOException {
        if (Status.is(e, Status.NAME_COLLISION)) {
            requireFree(share, key);
            throw new ObjectExistsException(errors.store() + ": there was an object " + key + " a moment ago", e);
        }
        boolean locked = Status.is(e, Status.SHARING_VIOLATION);
        if (condition == PutCondition.ALWAYS && Status.isDenied(e)) {
            locked = isHeldOpen(share, key);
        }
        if (!locked) {
            throw e;
        }
        if (System.nanoTime() - deadline > 0) {
            throw new TransientStorageException(
                    errors.store() + ": " + key + " can't get its name while somebody has it open", e);
        }
        pause();
    }

    /** Whether we might delete what has the name, so that it is not our rights that are missing. */
    private boolean isHeldOpen(Share share, ObjectKey key) throws IOException {
        try (RemoteFile old = RemoteFile.deleting(share.connection(), path(key))) {
            return old.size() >= 0;
        } catch (IOException e) {
            if (Status.is(e, Status.IS_A_DIRECTORY)) {
                throw isFolder(key);
            }
            return Status.is(e, Status.SHARING_VIOLATION) || Status.is(e, Status.DELETE_PENDING);
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
