package io.kss.storage.s3;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Reads objects, looks at them and deletes them. Ranges are checked against what the server says that it sends. */
final class ObjectReader {

    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final S3Session session;

    ObjectReader(S3Session session) {
        this.session = session;
    }

    Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        String doing = "look at " + key;
        try {
            long size = session.plainly(client -> client.headObject(
                            request -> request.bucket(session.place().bucket())
                                    .key(session.place().name(key))))
                    .contentLength();
            return Optional.of(new ObjectInfo(key, size));
        } catch (AwsServiceException e) {
            if (missing(e)) {
                return Optional.empty();
            }
            throw session.explain(doing, e);
        } catch (SdkException e) {
            throw session.explain(doing, e);
        }
    }

    void delete(ObjectKey key) throws StorageException {
        String doing = "delete " + key;
        try {
            session.plainly(client -> client.deleteObject(request ->
                    request.bucket(session.place().bucket()).key(session.place().name(key))));
        } catch (AwsServiceException e) {
            if (!missing(e)) {
                throw session.explain(doing, e);
            }
        } catch (SdkException e) {
            throw session.explain(doing, e);
        }
    }

    InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        if (range.length() == 0) {
            return nothing(key, range);
        }
        try {
            return open(key, range);
        } catch (AwsServiceException e) {
            if (missing(e)) {
                throw new ObjectNotFoundException(session.place() + ": there is no object " + key, e);
            }
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return nothing(key, range);
            }
            throw session.explain("read " + key, e);
        } catch (SdkException e) {
            throw session.explain("read " + key, e);
        }
    }

    private static boolean missing(AwsServiceException e) {
        return e.statusCode() == 404 && !S3Errors.code(e).equals("NoSuchBucket");
    }

    /** No server sends a range without bytes, nor one that begins at the end. */
    private InputStream nothing(ObjectKey key, ByteRange range) throws StorageException {
        long size = stat(key)
                .map(ObjectInfo::size)
                .orElseThrow(() -> new ObjectNotFoundException(session.place() + ": there is no object " + key));
        boolean none = range.toEnd() ? range.offset() == size : range.length() == 0 && range.offset() <= size;
        if (!none) {
            throw tooShort(key, range, size);
        }
        return InputStream.nullInputStream();
    }

    private InputStream open(ObjectKey key, ByteRange range) throws StorageException {
        GetObjectRequest.Builder request = GetObjectRequest.builder()
                .bucket(session.place().bucket())
                .key(session.place().name(key));
        boolean whole = range.offset() == 0 && range.toEnd();
        if (!whole) {
            request.range("bytes=" + range.offset() + "-" + (range.toEnd() ? "" : range.offset() + range.length() - 1));
        }
        ResponseInputStream<GetObjectResponse> body = session.plainly(client -> client.getObject(request.build()));
        try {
            Sent sent = whole ? Sent.whole(body.response()) : Sent.part(body.response());
            long wanted = range.toEnd() ? sent.total() - range.offset() : range.length();
            if (range.offset() + wanted > sent.total()) {
                throw tooShort(key, range, sent.total());
            }
            if (sent.offset() != range.offset() || sent.length() != wanted) {
                throw new StoreCorruptException(session.place() + ": asked for " + wanted + " bytes of " + key
                        + " from " + range.offset() + ", the server sends " + sent.length() + " from " + sent.offset());
            }
            return new ObjectStream(session, key, body, wanted);
        } catch (StorageException | RuntimeException e) {
            body.abort();
            throw e;
        }
    }

    private StoreCorruptException tooShort(ObjectKey key, ByteRange range, long size) {
        String end = range.toEnd() ? "its end" : String.valueOf(range.offset() + range.length());
        return new StoreCorruptException(session.place() + ": object " + key + " has " + size
                + " bytes, too few to read from " + range.offset() + " to " + end);
    }
}
