package io.kss.storage.s3;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Which bytes of an object a server says that it sends.
 *
 * @param total the object's size
 */
record Sent(long offset, long length, long total) {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    static Sent whole(GetObjectResponse response) {
        return new Sent(0, response.contentLength(), response.contentLength());
    }

    /** The answer to a request for a range, which a server may ignore. */
    static Sent part(GetObjectResponse response) {
        if (response.contentRange() != null) {
            Matcher range = CONTENT_RANGE.matcher(response.contentRange());
            if (range.matches()) {
                long first = Long.parseLong(range.group(1));
                return new Sent(first, response.contentLength(), Long.parseLong(range.group(3)));
            }
        }
        return whole(response);
    }
}
