package io.kss.libvirt.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** QEMU's own tools, which tests trust. */
public final class Qemu {

    private Qemu() {}

    public static void img(String... arguments) {
        run("qemu-img", List.of(arguments));
    }

    /** Runs commands of {@code qemu-io} on an image, as a guest that writes. */
    public static void io(Path image, String... commands) {
        io(image, List.of(commands));
    }

    public static void io(Path image, List<String> commands) {
        List<String> arguments = new ArrayList<>();
        commands.forEach(command -> arguments.addAll(List.of("-c", command)));
        arguments.add(image.toString());
        run("qemu-io", arguments);
    }

    /** The same for an image of a known format. */
    static void ioAs(String format, Path image, String command) {
        run("qemu-io", List.of("-f", format, "-c", command, image.toString()));
    }

    /** Opens an image for writing in another process until the result is closed. */
    public static AutoCloseable hold(Path image) throws IOException {
        Process process = new ProcessBuilder("qemu-io", image.toString())
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        while (!said.toString().contains("qemu-io>")) {
            int c = process.getInputStream().read();
            if (c < 0) {
                throw new AssertionError("qemu-io " + image + ": " + said);
            }
            said.append((char) c);
        }
        return () -> {
            process.destroy();
            process.waitFor();
        };
    }

    /** All that a guest would read. */
    static byte[] content(Path image, String format) {
        Path raw = image.resolveSibling(image.getFileName() + ".content");
        img("convert", "-f", format, "-O", "raw", image.toString(), raw.toString());
        try {
            byte[] content = Files.readAllBytes(raw);
            Files.delete(raw);
            return content;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs commands of {@code qemu-io} of which some may not be possible: QEMU never compresses over stored data. */
    static void attempt(Path image, List<String> commands) {
        List<String> arguments = new ArrayList<>(List.of("-d", "unmap"));
        commands.forEach(command -> arguments.addAll(List.of("-c", command)));
        arguments.add(image.toString());
        run("qemu-io", arguments, true);
    }

    public static String run(String program, List<String> arguments) {
        return run(program, arguments, false);
    }

    private static String run(String program, List<String> arguments, boolean mayFail) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended || (!mayFail && (process.exitValue() != 0 || output.contains("failed")))) {
                throw new AssertionError(command + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command + " (is qemu-utils installed?)", e);
        }
    }
}
