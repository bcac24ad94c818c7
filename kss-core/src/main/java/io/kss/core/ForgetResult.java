package io.kss.core;

import java.nio.file.Path;
import java.util.List;

/**
 * A VM that is not managed here any more.
 *
 * @param name the VM
 * @param files its files that lie here, sealed and active; they stay as they are
 */
public record ForgetResult(String name, List<Path> files) {}
