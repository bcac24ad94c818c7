package io.kss.core.workspace;

import io.kss.core.identity.DiskId;
import java.nio.file.Path;

/**
 * A synchronised disk of the VM here.
 *
 * @param id its permanent identity
 * @param target its name within the VM
 * @param active the writable file on top of its chain
 */
public record LocalDisk(DiskId id, String target, Path active) {}
