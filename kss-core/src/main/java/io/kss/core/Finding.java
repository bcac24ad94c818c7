package io.kss.core;

import java.util.Optional;

/**
 * One thing a check of this host looked at.
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
}
