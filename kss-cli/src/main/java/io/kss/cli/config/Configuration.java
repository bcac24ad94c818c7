package io.kss.cli.config;

import io.kss.core.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration file says, checked as far as that is possible without the plugins.
 *
 * @param file where it came from
 * @param settings what the library wants to know
 * @param store the store's type and keys
 * @param hypervisor the hypervisor's type and keys
 * @param plugins the folder with more plugins
 * @param warnings what the user should know, whole sentences
 */
public record Configuration(
        Path file,
        Settings settings,
        PluginTable store,
        PluginTable hypervisor,
        Optional<Path> plugins,
        List<String> warnings) {}
