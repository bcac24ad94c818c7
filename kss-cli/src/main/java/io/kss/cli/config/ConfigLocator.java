package io.kss.cli.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Decides which configuration file counts. */
final class ConfigLocator {

    private static final String EXAMPLE = """
            host   = "desktop"                     # how other hosts see this one
            state  = "/var/lib/kss"
            images = "/var/lib/libvirt/images"

            [hypervisor]
            type = "libvirt"
            uri  = "qemu:///system"

            [store]
            type = "directory"                     # 'kss store types' lists the others
            path = "/mnt/nas/kss\"""";

    private ConfigLocator() {}

    static boolean present(Environment environment) {
        return environment.variable("KSS_CONFIG").isPresent()
                || Files.exists(own(environment))
                || Files.exists(environment.systemConfig());
    }

    private static Path own(Environment environment) {
        return environment.home().resolve(".config/kss/kss.toml");
    }

    /** The file named by the option, else by {@code KSS_CONFIG}, else the user's, else the machine's. */
    static Path locate(Optional<Path> option, Environment environment) throws ConfigurationException {
        if (option.isPresent()) {
            return existing(option.get(), "--config names " + option.get());
        }
        Optional<String> variable = environment.variable("KSS_CONFIG");
        if (variable.isPresent()) {
            try {
                return existing(Path.of(variable.get()), "KSS_CONFIG names " + variable.get());
            } catch (InvalidPathException e) {
                throw new ConfigurationException("KSS_CONFIG is not a path.");
            }
        }
        Path own = own(environment);
        if (Files.exists(own)) {
            return own;
        }
        if (Files.exists(environment.systemConfig())) {
            return environment.systemConfig();
        }
        throw new ConfigurationException(
                "There is no configuration file: neither --config nor KSS_CONFIG names one, and"
                        + " neither " + own + " nor " + environment.systemConfig() + " exists. Copy this to " + own
                        + " and change what differs:\n\n" + EXAMPLE);
    }

    private static Path existing(Path file, String named) throws ConfigurationException {
        if (!Files.exists(file)) {
            throw new ConfigurationException(named + ", but there is no such file.");
        }
        if (Files.isDirectory(file)) {
            throw new ConfigurationException(named + ", but that is a folder, not a file.");
        }
        return file;
    }
}
