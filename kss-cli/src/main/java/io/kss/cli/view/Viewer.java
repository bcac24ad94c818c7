package io.kss.cli.view;

import io.kss.cli.config.Environment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The program that shows displays: remote-viewer, which is part of virt-viewer. */
public final class Viewer {

    private static final String PROGRAM = "remote-viewer";
    private static final Pattern SEPARATOR = Pattern.compile(File.pathSeparator, Pattern.LITERAL);

    private final Path program;

    private Viewer(Path program) {
        this.program = program;
    }

    /** The viewer of this host; empty if there is none, or no screen to show anything on. */
    public static Optional<Viewer> find(Environment environment) {
        return hasScreen(environment) ? installed(environment) : Optional.empty();
    }

    static boolean hasScreen(Environment environment) {
        return environment.variable("DISPLAY").isPresent()
                || environment.variable("WAYLAND_DISPLAY").isPresent();
    }

    static Optional<Viewer> installed(Environment environment) {
        return environment.variable("PATH").stream()
                .flatMap(SEPARATOR::splitAsStream)
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder -> Stream.of(Path.of(folder, PROGRAM)))
                .filter(file -> file.isAbsolute() && Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst()
                .map(Viewer::new);
    }

    public Path program() {
        return program;
    }

    /**
     * Shows a display until the user has seen enough. It asks for a password itself.
     *
     * @return why it ended otherwise than the user wanted; empty if it did not
     */
    public Optional<String> show(String title, String address) throws InterruptedException {
        try (TiedProgram running = TiedProgram.start(List.of(program.toString(), "--title", title, address))) {
            int exit = running.await();
            String complaint = running.complaint();
            return exit == 0
                    ? Optional.empty()
                    : Optional.of(program + " ended with the exit code " + exit
                            + (complaint.isEmpty() ? "" : " (" + complaint + ")") + ".");
        } catch (IOException e) {
            return Optional.of(program + " can't be run: " + e.getMessage() + ".");
        }
    }
}
