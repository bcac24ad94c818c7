package io.kss.cli.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words why a file could not be read; the platform's own messages are often nothing but the file's name. */
final class FileProblem {

    private FileProblem() {}

    static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file.";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied.";
        }
        String message = e.getMessage();
        return (message == null ? e.getClass().getSimpleName() : message) + ".";
    }
}
