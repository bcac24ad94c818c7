package io.kss.core.examine;

import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param level how bad it is
 * @param subject what it is about, or a VM's name
 * @param message what was found, a whole sentence
 * @param wayOut what to do about it
 */
public record Remark(Level level, String subject, String message, Optional<String> wayOut) {

    /** How bad. */
    public enum Level {
        OK,
        WARNING,
        PROBLEM
    }
}
