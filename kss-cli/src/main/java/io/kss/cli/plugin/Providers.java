package io.kss.cli.plugin;

import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.PluginTable;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.hypervisor.HypervisorProvider;
import io.kss.spi.storage.StorageProvider;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The store and hypervisor types that come with kss or lie in the plugin folder. Not thread-safe. */
public final class Providers {

    private static final Pattern TYPE = Pattern.compile("[a-z0-9-]+");

    private final List<String> problems = new ArrayList<>();
    private final Installed<StorageProvider> storage =
            new Installed<>(StorageProvider.class, Providers::typeOf, problems);
    private final Installed<HypervisorProvider> hypervisors =
            new Installed<>(HypervisorProvider.class, Providers::typeOf, problems);

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
            providers.addFrom(loader);
        }
        return providers;
    }

    private void addFrom(ClassLoader loader) {
        int before = problems.size();
        storage.addFrom(loader);
        hypervisors.addFrom(loader);
        if (loader instanceof URLClassLoader plugin
                && problems.size() == before
                && storage.isEmpty(loader)
                && hypervisors.isEmpty(loader)) {
            problems.add(
                    "The plugin " + plugin.getName() + " offers nothing: no jar in it has a file META-INF/services/"
                            + StorageProvider.class.getName() + " or " + HypervisorProvider.class.getName() + ".");
        }
    }

    /** Asks for everything that is asked for later, so that one built for another interface is found out here. */
    private static String typeOf(StorageProvider provider) {
        return typeOf(provider.type(), provider.summary(), provider.configKeys());
    }

    private static String typeOf(HypervisorProvider provider) {
        return typeOf(provider.type(), provider.summary(), provider.configKeys());
    }

    private static String typeOf(@Nullable String type, @Nullable String summary, @Nullable List<ConfigKey> keys) {
        if (type == null
                || summary == null
                || keys == null
                || !TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("its type '" + type
                    + "', its summary or its keys are missing or make no sense; a type is lower-case letters, digits and"
                    + " dashes");
        }
        return type;
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
