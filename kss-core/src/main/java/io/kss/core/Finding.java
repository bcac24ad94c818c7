package io.kss.core;

import io.kss.core.examine.Remark;
import java.util.List;
import java.util.Optional;

/**
 * One thing that a check of this host or of a store looked at.
 *
 * @param level how bad it is
 * @param subject what was looked at, e.g. {@code store}, or a VM's name
 * @param message what was found, a whole sentence
 * @param wayOut what to do about it
 */
public record Finding(Level level, String subject, String message, Optional<String> wayOut) {

    /** How bad. */
    public enum Level {
        OK,
        WARNING,
        PROBLEM
    }

    static List<Finding> of(List<Remark> remarks) {
        return remarks.stream()
                .map(remark -> new Finding(
                        Level.valueOf(remark.level().name()), remark.subject(), remark.message(), remark.wayOut()))
                .toList();
    }
}
