package io.kss.storage.smb;

import jcifs.CIFSException;

/** A request was not sent, because its connection had ended before. */
final class NotSentException extends CIFSException {

    private static final long serialVersionUID = 1;

    NotSentException() {
        super("the connection was lost");
    }
}
