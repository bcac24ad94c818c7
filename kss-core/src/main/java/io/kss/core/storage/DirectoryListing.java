package io.kss.core.storage;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.function.Consumer;

/**
 * The objects below a folder. Reads one folder's names at a time and holds nothing open. Files that come or go meanwhile
 * don't disturb it; whatever has no legal key (staging, the NAS's own folders, links) is passed over.
 */
final class DirectoryListing extends Spliterators.AbstractSpliterator<ObjectInfo> {

    private final StoreFolder store;
    private final DirectoryErrors errors;
    private final Deque<Path> folders = new ArrayDeque<>();
    private Iterator<Path> current = Collections.emptyIterator();

    DirectoryListing(StoreFolder store, Path start, DirectoryErrors errors) {
        super(Long.MAX_VALUE, DISTINCT | NONNULL);
        this.store = store;
        this.errors = errors;
        this.folders.add(start);
    }

    @Override
    public boolean tryAdvance(Consumer<? super ObjectInfo> action) {
        try {
            while (current.hasNext() || !folders.isEmpty()) {
                if (!current.hasNext()) {
                    current = pathsIn(folders.pop()).iterator();
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

    /** The object at a path, or empty; a folder is remembered. */
    private Optional<ObjectInfo> visit(Path path) throws IOException {
        Optional<ObjectKey> key = keyOf(path);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Optional<BasicFileAttributes> found = store.look(path);
        if (found.isPresent() && found.get().isDirectory()) {
            folders.push(path);
        }
        return found.filter(BasicFileAttributes::isRegularFile)
                .map(attributes -> new ObjectInfo(key.get(), attributes.size()));
    }

    private Optional<ObjectKey> keyOf(Path path) {
        try {
            return Optional.of(new ObjectKey(store.root().relativize(path).toString()));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private static List<Path> pathsIn(Path folder) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new TransientStorageException("interrupted while listing " + folder);
        }
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            names.forEach(paths::add);
        } catch (NoSuchFileException | NotDirectoryException gone) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return paths;
    }
}
