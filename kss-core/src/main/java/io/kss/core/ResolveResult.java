package io.kss.core;

import java.util.Optional;

/**
 * How a conflict ended.
 *
 * @param head the repository's head now, which is also what the VM here stands on
 * @param branch the name under which the losing side is kept in the repository
 * @param secondVm the name of the second VM, for {@link Keep#BOTH}
 */
public record ResolveResult(SnapshotView head, String branch, Optional<String> secondVm) {}
