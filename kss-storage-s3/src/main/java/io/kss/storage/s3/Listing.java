package io.kss.storage.s3;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects below a prefix, fetched page by page. What is not an object of ours is left out. */
final class Listing extends AbstractSpliterator<ObjectInfo> {

    private final S3Session session;
    private final String prefix;
    private Iterator<S3Object> page;
    private @Nullable String next;

    /** Fetches the first page, so that most failures show here. */
    Listing(S3Session session, String prefix) throws StorageException {
        super(Long.MAX_VALUE, Spliterator.DISTINCT | Spliterator.NONNULL);
        this.session = session;
        this.prefix = prefix;
        this.page = fetch(null);
    }

    @Override
    public boolean tryAdvance(Consumer<? super ObjectInfo> action) {
        while (true) {
            while (page.hasNext()) {
                S3Object object = page.next();
                var key = session.place().key(object.key());
                if (key.isPresent()) {
                    action.accept(new ObjectInfo(key.get(), object.size()));
                    return true;
                }
            }
            if (next == null) {
                return false;
            }
            try {
                page = fetch(next);
            } catch (StorageException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Iterator<S3Object> fetch(@Nullable String token) throws StorageException {
        ListObjectsV2Response answer = session.call(
                "list " + (prefix.isEmpty() ? "the objects" : prefix),
                client -> client.listObjectsV2(
                        request -> request.bucket(session.place().bucket())
                                .prefix(session.place().prefix() + prefix)
                                .continuationToken(token)));
        next = Boolean.TRUE.equals(answer.isTruncated()) ? answer.nextContinuationToken() : null;
        if (Boolean.TRUE.equals(answer.isTruncated()) && next == null) {
            throw new StoreCorruptException(session.place() + ": the server says that a list goes on, and not where");
        }
        return answer.contents().iterator();
    }
}
