package io.kss.storage.s3;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells why no answer came. */
final class NoAnswer {

    private NoAnswer() {}

    static StorageException explain(String problem, Exception e) {
        if (says(e, "Unable to load credentials")) {
            return new AccessDeniedStorageException(
                    problem + "there are no access keys (set access-key and secret-key-file, or AWS_ACCESS_KEY_ID"
                            + " and AWS_SECRET_ACCESS_KEY, or a profile in ~/.aws/credentials)",
                    e);
        }
        if (caused(e, UnknownHostException.class)) {
            return new TransientStorageException(
                    problem + "the server's name can't be resolved: " + innermost(e)
                            + " (check 'endpoint', 'path-style'" + " and the network)",
                    e);
        }
        if (caused(e, SSLHandshakeException.class) || caused(e, SSLPeerUnverifiedException.class)) {
            return new StorageException(
                    problem + "the server's certificate is not trusted: " + innermost(e)
                            + " (set 'ca-file' to the certificate of the authority that signed it, and 'endpoint'"
                            + " to the name it is made for)",
                    e);
        }
        if (caused(e, SSLException.class) && says(e, "unrecognized SSL message")) {
            return new StorageException(problem + "the server does not speak https there (check 'endpoint')", e);
        }
        return new TransientStorageException(problem + innermost(e), e);
    }

    /** Whether the request can't have reached the server. */
    static boolean neverSent(Exception e) {
        return Stream.of(
                        ConnectException.class,
                        ConnectTimeoutException.class,
                        NoRouteToHostException.class,
                        UnknownHostException.class,
                        SSLHandshakeException.class)
                .anyMatch(type -> caused(e, type));
    }

    private static Stream<Throwable> causes(Exception e) {
        return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause);
    }

    private static boolean caused(Exception e, Class<? extends Throwable> type) {
        return causes(e).anyMatch(type::isInstance);
    }

    private static boolean says(Exception e, String words) {
        return causes(e).anyMatch(cause -> String.valueOf(cause.getMessage()).contains(words));
    }

    private static String innermost(Exception e) {
        @Nullable
        String message = causes(e)
                .filter(cause -> cause.getMessage() != null)
                .reduce(e, (first, second) -> second)
                .getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
