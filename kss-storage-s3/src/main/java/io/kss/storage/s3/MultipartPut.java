package io.kss.storage.s3;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedMultipartUpload;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Stores a large object in parts. It becomes visible by the last request alone; when anything before that fails, the parts
 * are thrown away, at the latest by {@link StaleUploads}.
 */
final class MultipartPut {

    private static final Logger LOG = LoggerFactory.getLogger(MultipartPut.class);
    private static final String TYPE = "application/octet-stream";
    private static final long LEAST_PART = 32 << 20;
    private static final long MOST_PARTS = 10_000;

    private final S3Session session;
    private final StaleUploads stale;

    MultipartPut(S3Session session, StaleUploads stale) {
        this.session = session;
        this.stale = stale;
    }

    void put(ObjectKey key, ObjectSource source) throws StorageException {
        stale.sweepOnce();
        String doing = "store " + key;
        Upload upload = new Upload(
                session,
                key,
                session.call(
                                doing,
                                client -> client.createMultipartUpload(request -> request.bucket(
                                                session.place().bucket())
                                        .key(session.place().name(key))
                                        .contentType(TYPE)))
                        .uploadId());
        stale.live(upload.id());
        List<CompletedPart> parts;
        try (SourceStream in = SourceStream.open(source)) {
            parts = upload.send(in, source.length(), doing);
        } catch (StorageException | RuntimeException e) {
            upload.abort();
            throw e;
        } finally {
            stale.dead(upload.id());
        }
        upload.complete(parts, doing);
    }

    static long partSize(long length) {
        return Math.max(LEAST_PART, (length + MOST_PARTS - 1) / MOST_PARTS);
    }

    private record Upload(S3Session session, ObjectKey key, String id) {

        List<CompletedPart> send(SourceStream in, long length, String doing) throws StorageException {
            List<CompletedPart> parts = new ArrayList<>();
            long size = partSize(length);
            for (long sent = 0; sent < length; sent += size) {
                parts.add(sendPart(parts.size() + 1, in, Math.min(size, length - sent), doing));
            }
            return parts;
        }

        private CompletedPart sendPart(int number, SourceStream in, long length, String doing) throws StorageException {
            InputStream slice = new PartStream(in, length);
            try {
                String tag = session.plainly(client -> client.uploadPart(
                                request -> request.bucket(session.place().bucket())
                                        .key(session.place().name(key))
                                        .uploadId(id)
                                        .partNumber(number),
                                RequestBody.fromContentProvider(() -> slice, length, TYPE)))
                        .eTag();
                return CompletedPart.builder().partNumber(number).eTag(tag).build();
            } catch (SdkException e) {
                throw in.failure().orElse(session.explain(doing, e));
            } catch (RuntimeException e) {
                throw in.failure().orElseThrow(() -> e);
            }
        }

        void complete(List<CompletedPart> parts, String doing) throws StorageException {
            CompletedMultipartUpload list =
                    CompletedMultipartUpload.builder().parts(parts).build();
            try {
                session.plainly(client -> client.completeMultipartUpload(
                        request -> request.bucket(session.place().bucket())
                                .key(session.place().name(key))
                                .uploadId(id)
                                .multipartUpload(list)));
            } catch (AwsServiceException e) {
                if (e.statusCode() / 100 == 4) {
                    throw session.explain(doing, e);
                }
                throw unknown(doing, e);
            } catch (SdkException e) {
                throw unknown(doing, e);
            }
        }

        private OutcomeUnknownException unknown(String doing, SdkException e) {
            return new OutcomeUnknownException(
                    session.errors().explain(doing, e).getMessage() + "; whether it took effect is unknown", e);
        }

        /** Waits for nothing: an interrupted thread leaves the parts to the sweep. */
        void abort() {
            try {
                session.plainly(this::abortRequest);
            } catch (StorageException | SdkException e) {
                LOG.debug("the parts of {} stay until they are swept", key, e);
            }
        }

        private Object abortRequest(S3Client client) {
            return client.abortMultipartUpload(
                    request -> request.bucket(session.place().bucket())
                            .key(session.place().name(key))
                            .uploadId(id));
        }
    }
}
