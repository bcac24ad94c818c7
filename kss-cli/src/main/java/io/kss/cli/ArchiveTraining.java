package io.kss.cli;

import io.kss.cli.config.Environment;
import io.kss.cli.session.Interruption;
import io.kss.cli.terminal.Terminal;
import io.kss.cli.terminal.TerminalTraits;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs typical command lines on an empty repository while the JVM records which classes they need, so that later starts find
 * them parsed. Run by the distribution's {@code make-archive}; whether the commands succeed does not matter.
 */
public final class ArchiveTraining {

    private static final List<String> LINES = List.of(
            "--help",
            "init",
            "status",
            "status nothing --json",
            "list nothing",
            "delta nothing",
            "lease nothing",
            "push nothing",
            "pull nothing",
            "start nothing",
            "stop nothing",
            "verify",
            "gc --dry-run",
            "doctor",
            "hooks status",
            "hooks call nothing prepare");

    private ArchiveTraining() {}

    public static void main(String[] arguments) throws IOException {
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        Path folder = Files.createTempDirectory("kss-archive");
        try {
            World world = world(folder);
            Path directory = config(folder, "directory", directory(folder));
            for (String line : LINES) {
                run(world, line, directory);
            }
            run(world, "init", config(folder, "s3", s3(folder)));
        } finally {
            delete(folder.toFile());
        }
    }

    private static void run(World world, String line, Path config) {
        new Cli(world, new ProductModule()).run((line + " --config " + config).split(" "));
    }

    private static String directory(Path folder) throws IOException {
        return """
                type = "directory"
                path = "%s"
                """.formatted(Files.createDirectories(folder.resolve("store")));
    }

    /** A server that nobody runs: most classes are needed to find that out. */
    private static String s3(Path folder) throws IOException {
        Path secret = Files.createFile(
                folder.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return """
                type = "s3"
                endpoint = "http://127.0.0.1:1"
                bucket = "training"
                access-key = "training"
                secret-key-file = "%s"
                """.formatted(Files.writeString(secret, "training"));
    }

    /** With a socket that nobody listens on: the libvirt of this host is not to be touched. */
    private static Path config(Path folder, String name, String store) throws IOException {
        return Files.writeString(folder.resolve(name + ".toml"), """
                host = "training"
                state = "%s"
                images = "%s"
                [hypervisor]
                uri = "qemu:///system?socket=%s"
                [store]
                %s
                """.formatted(
                        folder.resolve("state"), folder.resolve("images"), folder.resolve("no-daemon"), store));
    }

    private static World world(Path folder) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        BufferedReader nothing = new BufferedReader(Reader.nullReader());
        return new World(
                new Terminal(nowhere, nowhere, nothing, TerminalTraits.NONE),
                new Environment(Map.of(), folder, folder.resolve("none"), Optional.of("training")),
                new Interruption(Thread.currentThread()),
                Clock.systemUTC(),
                ZoneId.systemDefault(),
                System::nanoTime,
                folder,
                () -> {});
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            Arrays.stream(children).forEach(ArchiveTraining::delete);
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
