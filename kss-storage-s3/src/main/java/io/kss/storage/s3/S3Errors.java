package io.kss.storage.s3;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/** Tells what a failure means that the server reported, or that kept its reply from coming. */
final class S3Errors {

    private static final Set<String> FULL = Set.of(
            "QuotaExceeded",
            "InsufficientStorage",
            "XMinioStorageFull",
            "XMinioAdminBucketQuotaExceeded",
            "InsufficientCapacity");
    private static final Set<String> WRONG_KEYS =
            Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity");
    private static final Set<String> EXPIRED = Set.of("ExpiredToken", "InvalidToken", "TokenRefreshRequired");
    private static final Set<String> ELSEWHERE =
            Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException");
    private static final Set<String> PASSING =
            Set.of("RequestTimeout", "SlowDown", "Throttling", "ThrottlingException", "OperationAborted");

    private final Place place;

    S3Errors(Place place) {
        this.place = place;
    }

    /**
     * The fitting exception for a request that changes nothing, or that may be repeated.
     *
     * @param doing ends the sentence "can't …"
     */
    StorageException explain(String doing, Exception e) {
        if (e instanceof StorageException known) {
            return known;
        }
        if (interrupted(e)) {
            return new TransientStorageException(place + ": interrupted while trying to " + doing, e);
        }
        String problem = place + ": can't " + doing + ": ";
        return e instanceof AwsServiceException answer ? answered(problem, answer) : NoAnswer.explain(problem, e);
    }

    /** Whether the thread is interrupted; it stays so. */
    static boolean interrupted(Exception e) {
        if (e instanceof AbortedException) {
            Thread.currentThread().interrupt();
        }
        return Thread.currentThread().isInterrupted();
    }

    private StorageException answered(String problem, AwsServiceException e) {
        String code = code(e);
        int status = e.statusCode();
        String message = problem + words(e);
        if (full(e)) {
            return new StoreFullException(message + " (free some room there, or raise the quota, and repeat)", e);
        }
        if (code.equals("RequestTimeTooSkewed")) {
            return new AccessDeniedStorageException(
                    message + " (this machine's clock and the server's differ by too much: set them right)", e);
        }
        if (WRONG_KEYS.contains(code)) {
            return new AccessDeniedStorageException(message + " (check access-key and secret-key)", e);
        }
        if (EXPIRED.contains(code)) {
            return new AccessDeniedStorageException(message + " (the keys have run out: get new ones)", e);
        }
        if (code.equals("NoSuchBucket")) {
            return new StorageException(
                    problem + "there is no bucket '" + place.bucket() + "' (create it, or correct 'bucket')", e);
        }
        if (ELSEWHERE.contains(code) || status / 100 == 3) {
            return new StorageException(message + " (check 'region' and 'endpoint')", e);
        }
        if (status == 401 || status == 403) {
            return new AccessDeniedStorageException(
                    message
                            + " (the access key needs the rights to list the bucket and to get, put and delete objects)",
                    e);
        }
        boolean passing =
                PASSING.contains(code) || status == 408 || status == 429 || (status / 100 == 5 && status != 501);
        return passing ? new TransientStorageException(message, e) : new StorageException(message, e);
    }

    static boolean full(AwsServiceException e) {
        return FULL.contains(code(e)) || e.statusCode() == 507;
    }

    static String code(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    /** What the server said, in its own words. */
    private static String words(AwsServiceException e) {
        String said = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String code = code(e);
        String text = said == null || said.isBlank() ? code : code + ", " + said.strip();
        return "the server answered " + e.statusCode() + (text.isBlank() ? "" : " " + text);
    }
}
