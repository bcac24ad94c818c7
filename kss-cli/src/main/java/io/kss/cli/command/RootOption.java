package io.kss.cli.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the files of {@code kss hooks} are. */
final class RootOption {

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description = "The files go below this folder, for packages; nothing is told to libvirt or systemd then.")
    private Path root = Path.of("/");

    Path folder() {
        return root.toAbsolutePath();
    }

    boolean isThisHost() {
        return folder().normalize().equals(Path.of("/"));
    }
}
