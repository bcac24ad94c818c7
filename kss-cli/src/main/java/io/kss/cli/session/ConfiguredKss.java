package io.kss.cli.session;

import io.kss.cli.config.Configuration;
import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.Environment;
import io.kss.cli.config.PluginSettings;
import io.kss.cli.plugin.Providers;
import io.kss.core.Kss;
import io.kss.core.Settings;
import io.kss.core.StoreConnector;
import io.kss.core.failure.KssException;
import io.kss.core.progress.ProgressListener;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorProvider;
import io.kss.spi.storage.StorageProvider;
import java.util.Optional;

/** Opens the library on the plugins that the configuration names. */
public final class ConfiguredKss implements KssOpener {

    private final PluginSettings settings;
    private final Assembly assembly;

    /** Puts the parts together. */
    @FunctionalInterface
    public interface Assembly {
        Kss assemble(StoreConnector store, Hypervisor hypervisor, Settings settings, ProgressListener progress)
                throws KssException;
    }

    public ConfiguredKss(Environment environment, Notices notices, Assembly assembly) {
        this.settings = new PluginSettings(environment, notices::warn);
        this.assembly = assembly;
    }

    @Override
    public OpenKss open(Configuration configuration, ProgressListener progress)
            throws ConfigurationException, KssException {
        return open(configuration, progress, Optional.empty());
    }

    @Override
    public OpenKss openInHook(Configuration configuration, ProgressListener progress, String document)
            throws ConfigurationException, KssException {
        return open(configuration, progress, Optional.of(document));
    }

    private OpenKss open(Configuration configuration, ProgressListener progress, Optional<String> document)
            throws ConfigurationException, KssException {
        Providers providers = Providers.load(ConfiguredKss.class.getClassLoader(), configuration.plugins());
        StorageProvider storage = providers.storage(configuration.store());
        StoreConnector store = new ConfiguredStore(
                storage, configuration.store(), settings.check(configuration.store(), storage.configKeys()));
        HypervisorProvider provider = providers.hypervisor(configuration.hypervisor());
        Hypervisor hypervisor = new LazyHypervisor(new HypervisorConnection(
                provider,
                configuration.hypervisor(),
                settings.check(configuration.hypervisor(), provider.configKeys()),
                document));
        return new Opened(assembly.assemble(store, hypervisor, configuration.settings(), progress), hypervisor);
    }

    private record Opened(Kss kss, Hypervisor hypervisor) implements OpenKss {
        @Override
        public void close() {
            try {
                kss.close();
            } finally {
                hypervisor.close();
            }
        }
    }
}
