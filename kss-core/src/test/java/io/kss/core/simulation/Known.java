package io.kss.core.simulation;

import io.kss.core.identity.SnapshotId;
import java.util.Map;

/**
 * A snapshot as the model knows it from the moment it was made.
 *
 * @param vm the VM's name
 * @param host where it was made
 * @param content its disks
 * @param parts SHA-256 of its parts by name
 */
record Known(SnapshotId id, String vm, String host, Content content, Map<String, String> parts) {}
