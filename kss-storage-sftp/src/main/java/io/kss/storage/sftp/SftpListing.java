package io.kss.storage.sftp;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Consumer;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;

/**
 * The objects below a folder. Reads some folders at a time and holds nothing open between. Files that come or go
 * meanwhile don't disturb it; whatever has no legal key (staging, the NAS's own folders, links) is passed over.
 */
final class SftpListing extends Spliterators.AbstractSpliterator<ObjectInfo> {

    private static final int FOLDERS_AT_ONCE = 16;

    private final ConnectionPool pool;
    private final SftpErrors errors;
    private final String root;
    private final Deque<String> folders = new ArrayDeque<>();
    private final Deque<ObjectInfo> found = new ArrayDeque<>();

    SftpListing(ConnectionPool pool, SftpErrors errors, String root, String prefix) {
        super(Long.MAX_VALUE, DISTINCT | NONNULL);
        this.pool = pool;
        this.errors = errors;
        this.root = root;
        this.folders.add(prefix.isEmpty() ? root : root + "/" + prefix.substring(0, prefix.length() - 1));
    }

    @Override
    public boolean tryAdvance(Consumer<? super ObjectInfo> action) {
        try {
            while (found.isEmpty() && !folders.isEmpty()) {
                readSome();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(errors.explain("list objects", e));
        }
        ObjectInfo next = found.poll();
        if (next == null) {
            return false;
        }
        action.accept(next);
        return true;
    }

    private void readSome() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        List<String> next = new ArrayList<>();
        while (next.size() < FOLDERS_AT_ONCE && !folders.isEmpty()) {
            next.add(folders.pop());
        }
        SftpSession session = pool.lease();
        try {
            for (FolderReader.Entry entry : FolderReader.read(session, next)) {
                visit(session, entry);
            }
        } finally {
            pool.release(session);
        }
    }

    private void visit(SftpSession session, FolderReader.Entry entry) throws IOException {
        Optional<ObjectKey> key = keyOf(entry.path());
        if (key.isEmpty()) {
            return;
        }
        FileAttributes attributes = entry.attributes();
        if (!attributes.has(FileAttributes.Flag.MODE) || !attributes.has(FileAttributes.Flag.SIZE)) {
            Optional<FileAttributes> asked = session.look(entry.path());
            if (asked.isEmpty()) {
                return;
            }
            attributes = asked.get();
        }
        if (attributes.getType() == FileMode.Type.DIRECTORY) {
            folders.push(entry.path());
        } else if (SftpSession.isObject(attributes)) {
            found.add(new ObjectInfo(key.get(), attributes.getSize()));
        }
    }

    private Optional<ObjectKey> keyOf(String path) {
        try {
            return Optional.of(new ObjectKey(path.substring(root.length() + 1)));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }
}
