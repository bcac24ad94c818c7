package io.kss.core.operation;

import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.UploadRecord;
import java.io.IOException;

/** Where transfers remember what they have done, so that an interrupted one goes on. Keys are file names. */
public interface TransferRecords {

    /** What an upload stored. */
    UploadRecord upload(String key) throws IOException;

    /**
     * What a download got done.
     *
     * @param purpose says which state is fetched into which layer; another purpose starts anew
     */
    DownloadRecord download(String key, String purpose) throws IOException;

    /** Forgets all transfers whose key begins so. */
    void forget(String prefix) throws IOException;
}
