package io.kss.storage.sftp;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import net.schmizz.sshj.sftp.FileAttributes;

/** Gives written files the names of objects, durably. Thread-safe. */
final class ObjectNames {

    private final String store;
    private final String root;
    private final SftpErrors errors;
    private final ClosingGate gate;
    private final DurableFolders folders;

    ObjectNames(String store, String root, SftpErrors errors, ClosingGate gate) {
        this.store = store;
        this.root = root;
        this.errors = errors;
        this.gate = gate;
        this.folders = new DurableFolders(root);
    }

    String path(ObjectKey key) {
        return root + "/" + key.value();
    }

    /** @throws ObjectExistsException if an object has the key */
    void requireFree(SftpSession session, ObjectKey key) throws IOException {
        Optional<FileAttributes> found = session.look(path(key));
        if (found.isPresent()) {
            throw SftpSession.isObject(found.get())
                    ? new ObjectExistsException(store + ": there is an object " + key + " already")
                    : new StorageException(store + ": " + key + " is a folder, so no object can have this key");
        }
    }

    /** Makes a written file an object. */
    void give(SftpSession session, StagedFile staged, ObjectKey key, PutCondition condition, Powers powers)
            throws IOException {
        String folder = path(key).substring(0, path(key).lastIndexOf('/'));
        folders.ensure(session, folder, powers);
        try {
            giveUnlessClosed(session, staged, key, condition);
        } catch (Refused e) {
            if (!e.notFound()) {
                throw explained(session, key, condition, e);
            }
            if (session.look(staged.path()).isEmpty()) {
                throw new TransientStorageException(
                        store + ": somebody removed the staging file of " + key + " before it was complete", e);
            }
            // Somebody removed the folder that was there a moment ago.
            folders.forget();
            folders.ensure(session, folder, powers);
            giveAgain(session, staged, key, condition);
        }
        if (condition == PutCondition.ALWAYS) {
            staged.moved();
        }
        try {
            DurableFolders.sync(session, folder, powers);
        } catch (IOException e) {
            throw errors.unknown("write " + key + " so that it survives a power cut", e);
        }
    }

    private void giveAgain(SftpSession session, StagedFile staged, ObjectKey key, PutCondition condition)
            throws IOException {
        try {
            giveUnlessClosed(session, staged, key, condition);
        } catch (Refused e) {
            throw explained(session, key, condition, e);
        }
    }

    private IOException explained(SftpSession session, ObjectKey key, PutCondition condition, Refused e)
            throws IOException {
        Optional<FileAttributes> found = session.look(path(key));
        boolean blocked =
                found.isPresent() && (condition == PutCondition.IF_ABSENT || !SftpSession.isObject(found.get()));
        if (blocked) {
            requireFree(session, key);
            return new ObjectExistsException(store + ": there was an object " + key + " a moment ago", e);
        }
        return e;
    }

    private void giveUnlessClosed(SftpSession session, StagedFile staged, ObjectKey key, PutCondition condition)
            throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        gate.enter();
        try {
            String doing = "store " + key;
            SftpChannel.Pending named;
            try {
                named = condition == PutCondition.IF_ABSENT
                        ? session.sendLink(staged.path(), path(key))
                        : session.sendReplace(staged.path(), path(key));
            } catch (InterruptedIOException notSent) {
                throw notSent;
            } catch (IOException e) {
                throw errors.unknown(doing, e);
            }
            try {
                session.channel().awaitOk(named);
            } catch (Refused e) {
                throw e;
            } catch (IOException e) {
                throw errors.unknown(doing, e);
            }
        } finally {
            gate.leave();
        }
    }
}
