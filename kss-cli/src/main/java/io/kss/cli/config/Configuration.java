package io.kss.cli.config;

import io.kss.core.Settings;
import io.kss.core.TransferSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the configuration file says, checked as far as that is possible without the plugins.
 *
 * @param file where it came from
 * @param settings what the library wants to know
 * @param store the store's type and keys
 * @param hypervisor the hypervisor's type and keys
 * @param plugins the folder with more plugins
 * @param peers the user's other hosts, by name
 * @param warnings what the user should know, whole sentences
 */
public record Configuration(
        Path file,
        Settings settings,
        PluginTable store,
        PluginTable hypervisor,
        Optional<Path> plugins,
        Map<String, Peer> peers,
        List<String> warnings) {

    /** The same, moving data no faster than that. */
    public Configuration withBandwidth(long bytesPerSecond) {
        TransferSettings transfer = settings.transfer();
        OptionalLong least = transfer.bandwidth().isPresent()
                ? OptionalLong.of(Math.min(bytesPerSecond, transfer.bandwidth().getAsLong()))
                : OptionalLong.of(bytesPerSecond);
        Settings limited = new Settings(
                settings.hostName(),
                settings.stateFolder(),
                settings.imagesFolder(),
                new TransferSettings(least, transfer.connections(), transfer.compression()),
                settings.retention(),
                settings.vms());
        return new Configuration(file, limited, store, hypervisor, plugins, peers, warnings);
    }
}
