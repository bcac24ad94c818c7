package io.kss.cli.plugin;

import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.PluginTable;
import io.kss.spi.hypervisor.HypervisorProvider;
import io.kss.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The store and hypervisor types that come with kss or lie in the plugin folder. Not thread-safe. */
public final class Providers {

    private final List<String> problems = new ArrayList<>();
    private final Installed<StorageProvider> storage =
            new Installed<>(StorageProvider.class, StorageProvider::type, problems);
    private final Installed<HypervisorProvider> hypervisors =
            new Installed<>(HypervisorProvider.class, HypervisorProvider::type, problems);

    private Providers() {}

    /**
     * Looks for plugins.
     *
     * @param application where those that come with kss are
     * @param folder where further ones are
     */
    public static Providers load(ClassLoader application, Optional<Path> folder) {
        Providers providers = new Providers();
        List<ClassLoader> loaders = new ArrayList<>(List.of(application));
        folder.ifPresent(path -> loaders.addAll(PluginFolder.loaders(path, application, providers.problems)));
        for (ClassLoader loader : loaders) {
            providers.storage.addFrom(loader);
            providers.hypervisors.addFrom(loader);
        }
        return providers;
    }

    public StorageProvider storage(PluginTable table) throws ConfigurationException {
        return storage.named(table);
    }

    public HypervisorProvider hypervisor(PluginTable table) throws ConfigurationException {
        return hypervisors.named(table);
    }

    /** Every usable kind of store, by type. */
    public List<StorageProvider> storageTypes() {
        return storage.all();
    }

    /** What is wrong with plugins, whole sentences. */
    public List<String> problems() {
        return List.copyOf(problems);
    }
}
