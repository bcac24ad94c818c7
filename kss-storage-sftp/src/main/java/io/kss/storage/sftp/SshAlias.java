package io.kss.storage.sftp;

import io.kss.spi.config.ConfigException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the OpenSSH configuration says about a host. OpenSSH's own {@code ssh -G} reads it, so that patterns, included
 * files and conditions mean what they mean for ssh; without that program there are no aliases.
 *
 * @param keyFiles the private keys to try, in order; some may not exist
 */
record SshAlias(String host, int port, String user, List<Path> keyFiles) {

    static SshAlias lookUp(String host, Optional<String> configuration)
            throws ConfigException, TransientStorageException {
        if (configuration.equals(Optional.of("none"))) {
            return plain(host);
        }
        List<String> command = new ArrayList<>(List.of("ssh", "-G"));
        if (configuration.isPresent()) {
            command.addAll(List.of("-F", readable(configuration.get()).toString()));
        }
        command.addAll(List.of("--", host));
        try {
            Process ssh = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String output = new String(ssh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (ssh.waitFor() == 0) {
                return parse(host, output);
            }
        } catch (IOException e) {
            // No ssh here: the host is what it says.
            return plain(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientStorageException("interrupted while reading the OpenSSH configuration", e);
        }
        throw new ConfigException(
                SftpKeys.SSH_CONFIG.name(),
                "is not understood by ssh; see its message with: " + String.join(" ", command)
                        + ", or switch this off with ssh-config = \"none\"");
    }

    private static Path readable(String name) throws ConfigException {
        Path file = name.startsWith("~/") ? SftpSettings.home(name.substring(2)) : Path.of(name);
        if (!file.isAbsolute() || !Files.isReadable(file)) {
            throw new ConfigException(
                    SftpKeys.SSH_CONFIG.name(),
                    "must be none, or a readable file with its whole path, not '" + name + "'");
        }
        return file;
    }

    static SshAlias plain(String host) {
        List<Path> keys = new ArrayList<>();
        for (String name : List.of("id_ed25519", "id_ecdsa", "id_rsa")) {
            keys.add(SftpSettings.home(".ssh/" + name));
        }
        return new SshAlias(host, 22, System.getProperty("user.name"), keys);
    }

    static SshAlias parse(String host, String output) throws ConfigException {
        Map<String, String> first = new HashMap<>();
        List<Path> keys = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] words = line.split(" ", 2);
            if (words.length == 2) {
                first.putIfAbsent(words[0].toLowerCase(Locale.ROOT), words[1]);
                if (words[0].equalsIgnoreCase("identityfile")) {
                    keys.add(words[1].startsWith("~/") ? SftpSettings.home(words[1].substring(2)) : Path.of(words[1]));
                }
            }
        }
        for (String detour : List.of("proxyjump", "proxycommand")) {
            if (!first.getOrDefault(detour, "none").equals("none")) {
                throw new ConfigException(
                        SftpKeys.HOST.name(),
                        "'" + host + "' is reached with " + detour
                                + " by the OpenSSH configuration, which kss can't do; forward a port with"
                                + " ssh -L and name that, or set ssh-config = \"none\" if the server can be reached directly");
            }
        }
        SshAlias plain = plain(host);
        return new SshAlias(
                first.getOrDefault("hostname", host),
                Integer.parseInt(first.getOrDefault("port", "22")),
                first.getOrDefault("user", plain.user()),
                keys.isEmpty() ? plain.keyFiles() : keys);
    }
}
