package io.kss.cli.session;

import io.kss.cli.config.PluginSettings;
import io.kss.cli.config.PluginTable;
import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorProvider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Connects once, when asked first; a failed attempt is repeated by the next call. Thread-safe. */
final class HypervisorConnection {

    private final HypervisorProvider provider;
    private final PluginTable table;
    private final PluginConfig config;
    private final Optional<String> document;
    private @Nullable Hypervisor open;

    /** @param document what the hypervisor's hook was given, within one */
    HypervisorConnection(
            HypervisorProvider provider, PluginTable table, PluginConfig config, Optional<String> document) {
        this.document = document;
        this.provider = provider;
        this.table = table;
        this.config = config;
    }

    synchronized Hypervisor get() throws HypervisorException {
        Hypervisor present = open;
        if (present == null) {
            try {
                present = document.isPresent() ? provider.described(config, document.get()) : provider.open(config);
            } catch (ConfigException e) {
                Exception located = PluginSettings.located(table, e);
                throw new HypervisorException(
                        HypervisorException.Reason.UNAVAILABLE, String.valueOf(located.getMessage()), located);
            }
            open = present;
        }
        return present;
    }

    synchronized String displayName() {
        return open == null ? provider.type() : open.displayName();
    }

    synchronized void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
