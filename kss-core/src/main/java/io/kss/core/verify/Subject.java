package io.kss.core.verify;

import io.kss.core.identity.VmId;

/**
 * The one VM that a verification is about.
 *
 * @param id which
 * @param name what the user calls it
 */
public record Subject(VmId id, String name) {}
