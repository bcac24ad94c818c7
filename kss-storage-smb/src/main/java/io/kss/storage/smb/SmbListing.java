package io.kss.storage.smb;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Consumer;

/**
 * The objects below a folder. Reads one folder's names at a time and holds nothing open. Whatever has no legal key
 * (staging, the NAS's own folders) is passed over.
 */
final class SmbListing extends Spliterators.AbstractSpliterator<ObjectInfo> {

    /** Lists one folder of the store, by its path in the store. */
    @FunctionalInterface
    interface Lister {

        List<Share.Entry> list(String path) throws IOException;
    }

    private final Lister lister;
    private final SmbErrors errors;
    private final Deque<String> folders = new ArrayDeque<>();
    private String folder = "";
    private Iterator<Share.Entry> current = Collections.emptyIterator();

    SmbListing(Lister lister, String start, SmbErrors errors) {
        super(Long.MAX_VALUE, DISTINCT | NONNULL);
        this.lister = lister;
        this.errors = errors;
        this.folders.add(start);
    }

    @Override
    public boolean tryAdvance(Consumer<? super ObjectInfo> action) {
        try {
            errors.checkOpen();
            while (current.hasNext() || !folders.isEmpty()) {
                if (!current.hasNext()) {
                    folder = folders.pop();
                    current = lister.list(folder).iterator();
                    continue;
                }
                Optional<ObjectInfo> object = visit(current.next());
                if (object.isPresent()) {
                    action.accept(object.get());
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(errors.explain("list objects", e));
        }
    }

    /** The object of an entry, or empty; a folder is remembered. */
    private Optional<ObjectInfo> visit(Share.Entry entry) {
        String path = folder.isEmpty() ? entry.name() : folder + "\\" + entry.name();
        Optional<ObjectKey> key = KeyNames.key(path);
        if (key.isPresent() && entry.folder()) {
            folders.push(path);
            return Optional.empty();
        }
        return key.map(found -> new ObjectInfo(found, entry.size()));
    }
}
