package io.kss.cli.hooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One file that is installed.
 *
 * @param path where it goes, below the root
 * @param content what it holds
 * @param program whether it may be run
 * @param wants the link by which the system starts it, below the root
 */
record HookFile(Path path, String content, boolean program, Optional<Path> wants) {

    private static final Path UNITS = Path.of("etc/systemd/system");

    /** All of them, as this version makes them for this installation. */
    static List<HookFile> of(HookSettings settings) {
        return List.of(
                new HookFile(Path.of("etc/libvirt/hooks/qemu.d/50-kss"), script(settings), true, Optional.empty()),
                unit("kss-pending.service", settings),
                unit("kss-shutdown.service", settings));
    }

    private static String script(HookSettings settings) {
        return template("qemu.sh")
                .replace("@STATE@", shell(settings.state()))
                .replace("@KSS@", shell(settings.kss()))
                .replace("@CONFIG@", shell(settings.config()))
                .replace(
                        "@JAVA@\n",
                        settings.javaHome()
                                .map(home -> "JAVA_HOME=" + shell(home) + "\nexport JAVA_HOME\n")
                                .orElse(""));
    }

    private static HookFile unit(String name, HookSettings settings) {
        String content = template(name)
                .replace("@KSS@", systemd(settings.kss()))
                .replace("@CONFIG@", systemd(settings.config()))
                .replace(
                        "@JAVA@",
                        settings.javaHome()
                                .map(home -> "Environment=" + systemd("JAVA_HOME=" + home) + "\n")
                                .orElse(""));
        Path link = UNITS.resolve("multi-user.target.wants").resolve(name);
        return new HookFile(UNITS.resolve(name), content, false, Optional.of(link));
    }

    private static String template(String name) {
        try (InputStream in = HookFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no template " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As one word of a shell script. */
    static String shell(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** As one word of a line in a unit; systemd has specifiers and variables of its own. */
    static String systemd(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("%", "%%")
                        .replace("$", "$$")
                + '"';
    }
}
