package io.kss.storage.sftp;

import java.io.IOException;
import net.schmizz.sshj.sftp.Response.StatusCode;

/** The server answered a request with a refusal; the connection is fine, and the request surely had no effect. */
final class Refused extends IOException {

    private static final long serialVersionUID = 1;

    private final StatusCode code;

    Refused(StatusCode code, String message) {
        super(message.isBlank() ? code.toString() : message);
        this.code = code;
    }

    StatusCode code() {
        return code;
    }

    boolean notFound() {
        return code == StatusCode.NO_SUCH_FILE || code == StatusCode.NO_SUCH_PATH || code == StatusCode.NOT_A_DIRECTORY;
    }
}
