package io.kss.cli.config;

import io.kss.spi.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a secret from where the user keeps it. No message holds its value. */
final class SecretReader {

    private static final int MAX_SIZE = 1 << 16;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Environment environment;
    private final Table table;
    private final List<String> warnings;

    SecretReader(Environment environment, Table table, List<String> warnings) {
        this.environment = environment;
        this.table = table;
        this.warnings = warnings;
    }

    /** All spellings under which a secret may be given. */
    static List<String> spellings(String key) {
        return List.of(key, key + "-file", key + "-env");
    }

    Optional<Secret> read(String key) throws ConfigurationException {
        List<String> given = spellings(key).stream().filter(table::has).toList();
        if (given.size() > 1) {
            throw table.wrong(
                    given.get(1), "and '" + table.pathOf(given.get(0)) + "' are both given; keep one of them");
        }
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String spelling = given.get(0);
        String value = table.string(spelling).orElseThrow();
        if (spelling.equals(key)) {
            warnings.add(
                    "'" + table.pathOf(key) + "' stands in the configuration file in plain text; better put it into a"
                            + " file of its own and name that with " + key + "-file.");
            return Optional.of(Secret.of(value));
        }
        return Optional.of(
                Secret.of(spelling.endsWith("-file") ? fromFile(spelling, value) : fromVariable(spelling, value)));
    }

    private String fromVariable(String spelling, String name) throws ConfigurationException {
        return environment
                .variable(name)
                .orElseThrow(
                        () -> table.wrong(spelling, "names the environment variable " + name + ", which is not set"));
    }

    private String fromFile(String spelling, String text) throws ConfigurationException {
        Path file;
        try {
            file = text.startsWith("~/") ? environment.home().resolve(text.substring(2)) : Path.of(text);
        } catch (InvalidPathException e) {
            throw table.wrong(spelling, "is not a path");
        }
        if (!file.isAbsolute()) {
            throw table.wrong(spelling, "must be an absolute path or start with ~/");
        }
        try {
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file, new LinkOption[0]));
            if (!open.isEmpty()) {
                throw table.wrong(
                        spelling, "names " + file + ", which other users can read or change; run: chmod 600 " + file);
            }
            if (Files.size(file) > MAX_SIZE) {
                throw table.wrong(spelling, "names " + file + ", which is too large for a secret");
            }
            String secret = Files.readString(file).stripTrailing();
            if (secret.isEmpty()) {
                throw table.wrong(spelling, "names " + file + ", which is empty");
            }
            return secret;
        } catch (IOException e) {
            String reason = FileProblem.of(e).replaceAll("\\.$", "");
            throw table.wrong(spelling, "names " + file + ", which can't be read: " + reason);
        }
    }
}
