package com.example.kss.webdav;

import io.kss.spi.storage.ObjectKey;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server tells of a file or folder.
 *
 * @param path below the store's folder, without a slash at the end
 * @param folder whether it is one
 * @param size in bytes; 0 for folders
 * @param free what is left of the quota, or of the disk, in bytes
 * @param used what is used of it
 * @param modified when it was changed last, by the server's clock
 */
record Entry(String path, boolean folder, long size, OptionalLong free, OptionalLong used, Optional<Instant> modified) {

    static boolean isKey(String path) {
        try {
            return new ObjectKey(path).value().equals(path);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
