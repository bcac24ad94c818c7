package io.kss.cli.failure;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps the details of an unexpected failure in a file, away from the terminal. */
public final class CrashLog {

    private final Clock clock;
    private final Path temporaryFolder;

    public CrashLog(Clock clock, Path temporaryFolder) {
        this.clock = clock;
        this.temporaryFolder = temporaryFolder;
    }

    /**
     * Writes a stack trace down.
     *
     * @param stateFolder where it belongs, if that is known; else, or if nothing can be written there, it goes to the
     *     temporary folder
     * @return the file, or empty if it could not be written anywhere
     */
    public Optional<Path> write(Throwable failure, List<String> arguments, Optional<Path> stateFolder) {
        String name = "kss-crash-" + clock.instant().getEpochSecond() + "-"
                + ProcessHandle.current().pid() + ".log";
        String text = text(failure, arguments);
        return stateFolder
                .flatMap(folder -> written(folder.resolve(name), text))
                .or(() -> written(temporaryFolder.resolve(name), text));
    }

    private String text(Throwable failure, List<String> arguments) {
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        writer.println("time: " + Instant.now(clock));
        writer.println("command: kss " + String.join(" ", arguments));
        writer.println("java: " + System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
        writer.println("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
        writer.println();
        failure.printStackTrace(writer);
        writer.flush();
        return text.toString();
    }

    private static Optional<Path> written(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return Optional.of(file);
        } catch (IOException | UncheckedIOException | SecurityException e) {
            return Optional.empty();
        }
    }
}
