package io.kss.core;

import java.util.List;

/**
 * A second VM.
 *
 * @param name what it is called
 * @param from the snapshot of the first VM that it begins as
 * @param emptyDisks its local-only disks, which begin empty
 * @param dataBytes disk data that was fetched for it, in bytes; 0 if everything was here
 * @param transferredBytes bytes read from the store
 */
public record CloneResult(
        String name, SnapshotView from, List<String> emptyDisks, long dataBytes, long transferredBytes) {}
