package io.kss.storage.s3;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Stores an object by one request, which the server obeys wholly or not at all. */
final class SinglePut {

    private final S3Session session;

    SinglePut(S3Session session) {
        this.session = session;
    }

    void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        put(session.place().name(key), "store " + key, source, condition);
    }

    /** @param name the full name inside the bucket */
    void put(String name, String doing, ObjectSource source, PutCondition condition) throws StorageException {
        requireNoExcess(source);
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(session.place().bucket()).key(name);
        if (condition == PutCondition.IF_ABSENT) {
            request.ifNoneMatch("*");
        }
        PutBody body = new PutBody(source);
        try {
            if (source.length() == 0) {
                session.unchunked(client -> client.putObject(request.build(), body.request()));
            } else {
                session.plainly(client -> client.putObject(request.build(), body.request()));
            }
        } catch (AwsServiceException e) {
            throw body.failure().orElse(answered(doing, condition, body, e));
        } catch (SdkException e) {
            throw body.failure().orElse(unanswered(doing, body, e));
        } catch (RuntimeException e) {
            throw body.failure().orElseThrow(() -> e);
        }
    }

    /** A client may not read the body of an empty object at all, and so not see that there is more. */
    private static void requireNoExcess(ObjectSource source) throws StorageException {
        if (source.length() > 0) {
            return;
        }
        try (SourceStream in = SourceStream.open(source)) {
            in.read(new byte[1], 0, 1);
        }
    }

    private StorageException answered(String doing, PutCondition condition, PutBody body, AwsServiceException e) {
        boolean exclusive = condition == PutCondition.IF_ABSENT;
        int status = e.statusCode();
        if (exclusive && lostRace(e)) {
            return new ObjectExistsException(session.place() + ": can't " + doing + ": it is there already", e);
        }
        if (exclusive && status == 501) {
            return ConditionProof.refusal(session.place(), e);
        }
        boolean ambiguous = status / 100 == 5 && status != 501 && !S3Errors.full(e) && (exclusive || status != 503);
        return ambiguous && body.complete() ? unknown(doing, e) : session.explain(doing, e);
    }

    private static boolean lostRace(AwsServiceException e) {
        return switch (e.statusCode()) {
            case 412, 409 -> true;
            case 404 -> !S3Errors.code(e).equals("NoSuchBucket");
            default -> false;
        };
    }

    private StorageException unanswered(String doing, PutBody body, SdkException e) {
        if (body.complete() && !NoAnswer.neverSent(e)) {
            S3Errors.interrupted(e);
            return unknown(doing, e);
        }
        return session.explain(doing, e);
    }

    private StorageException unknown(String doing, SdkException e) {
        return new OutcomeUnknownException(
                session.errors().explain(doing, e).getMessage() + "; whether it took effect is unknown", e);
    }
}
