package io.kss.core.operation;

import io.kss.core.journal.VmState;
import java.util.Optional;

/**
 * How a conflict ended.
 *
 * @param state the journal afterwards
 * @param branch the name that keeps the losing side
 * @param secondVm the domain that also has this host's side
 */
public record Resolution(VmState state, String branch, Optional<String> secondVm) {}
