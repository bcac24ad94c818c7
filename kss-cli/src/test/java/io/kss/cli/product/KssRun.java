package io.kss.cli.product;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One {@code kss} as a process of its own. */
final class KssRun {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String host;
    private final List<String> arguments;
    private final Path out;
    private final Path err;
    private final Process process;
    private final long started = System.nanoTime();

    private KssRun(String host, List<String> arguments, Path out, Path err, Process process) {
        this.host = host;
        this.arguments = arguments;
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param prefix what the launcher is run by, or nothing
     */
    static KssRun start(
            String host, Path folder, List<String> prefix, Map<String, String> environment, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(launcher());
        command.addAll(arguments);
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("KSS_"));
        builder.environment().putAll(environment);
        return new KssRun(host, arguments, out, err, builder.start());
    }

    private static String launcher() {
        String launcher = System.getProperty("kss.launcher");
        if (launcher == null || !Files.isExecutable(Path.of(launcher))) {
            throw new AssertionError("-Dkss.launcher names no launcher: " + launcher);
        }
        return launcher;
    }

    /** Kills it at that time after its start, unless it has ended before. */
    Outcome killAfter(Duration time) throws Exception {
        if (!process.waitFor(started + time.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
        }
        return end();
    }

    /** What it has written to standard output until now. */
    String soFar() throws IOException {
        return Files.readString(out);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Asks it to end, as Ctrl-C does. */
    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    Outcome end() throws Exception {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("kss did not end within " + PATIENCE + ": " + outcome());
        }
        return outcome();
    }

    private Outcome outcome() throws IOException {
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        Outcome outcome =
                new Outcome(host, arguments, process.exitValue(), Files.readString(out), Files.readString(err), took);
        Files.delete(out);
        Files.delete(err);
        return outcome;
    }
}
