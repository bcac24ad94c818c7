package io.kss.storage.smb;

import jcifs.internal.fscc.FileInformation;

/** Asks the server to delete a file when it is closed: FileDispositionInformation of MS-FSCC. */
final class DeleteInformation implements FileInformation {

    private static final byte FILE_DISPOSITION_INFO = 13;

    @Override
    public byte getFileInformationLevel() {
        return FILE_DISPOSITION_INFO;
    }

    @Override
    public int decode(byte[] buffer, int index, int length) {
        throw new UnsupportedOperationException("no server sends it");
    }

    @Override
    public int encode(byte[] target, int index) {
        target[index] = 1;
        return 1;
    }

    @Override
    public int size() {
        return 1;
    }
}
