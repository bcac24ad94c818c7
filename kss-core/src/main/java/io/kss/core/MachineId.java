package io.kss.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tells this machine from a copy of its disk; see machine-id(5). */
final class MachineId {

    private static final Path FILE = Path.of("/etc/machine-id");

    private MachineId() {}

    /** Empty on a system that has none: a copied state folder can't be told from its original there. */
    static String read() {
        try {
            return Files.readString(FILE).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
