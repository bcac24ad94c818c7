package io.kss.storage.s3;

import io.kss.spi.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * Throws away the parts of uploads whose writers died: those that began days ago by the server's own clock, and that this
 * process is not writing. Where that errs, the writer's put fails without effect. Best effort, as a server may not offer
 * it; thread-safe.
 */
final class StaleUploads {

    private static final Logger LOG = LoggerFactory.getLogger(StaleUploads.class);
    private static final Set<String> LIVE = ConcurrentHashMap.newKeySet();

    private final S3Session session;
    private final Duration age;
    private final AtomicBoolean swept = new AtomicBoolean();

    StaleUploads(S3Session session, Duration age) {
        this.session = session;
        this.age = age;
    }

    void live(String uploadId) {
        LIVE.add(uploadId);
    }

    void dead(String uploadId) {
        LIVE.remove(uploadId);
    }

    /** Sweeps when it is called for the first time. */
    void sweepOnce() {
        if (!swept.compareAndSet(false, true)) {
            return;
        }
        try {
            sweep();
        } catch (StorageException e) {
            LOG.debug("can't sweep uploads", e);
        }
    }

    private void sweep() throws StorageException {
        ListMultipartUploadsResponse found = session.call(
                "list unfinished uploads",
                client -> client.listMultipartUploads(
                        request -> request.bucket(session.place().bucket())
                                .prefix(session.place().prefix())));
        Optional<Instant> now = serverTime(found);
        if (now.isEmpty()) {
            return;
        }
        Instant limit = now.get().minus(age);
        for (MultipartUpload upload : found.uploads()) {
            boolean ours = upload.key().startsWith(session.place().prefix());
            boolean old = upload.initiated() != null && upload.initiated().isBefore(limit);
            if (ours && old && !LIVE.contains(upload.uploadId())) {
                session.call(
                        "throw away an unfinished upload",
                        client -> client.abortMultipartUpload(
                                request -> request.bucket(session.place().bucket())
                                        .key(upload.key())
                                        .uploadId(upload.uploadId())));
                LOG.info("threw away parts of {}, left behind by a writer that died", upload.key());
            }
        }
    }

    private static Optional<Instant> serverTime(ListMultipartUploadsResponse response) {
        try {
            return response.sdkHttpResponse()
                    .firstMatchingHeader("Date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
