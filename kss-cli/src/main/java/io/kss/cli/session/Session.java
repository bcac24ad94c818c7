package io.kss.cli.session;

import io.kss.cli.config.Configuration;
import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.ConfigurationLoader;
import io.kss.cli.logging.Logs;
import io.kss.core.Kss;
import io.kss.core.failure.KssException;
import io.kss.core.progress.ProgressListener;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration and the library of one run, read and opened when first asked for. Not thread-safe. */
@Singleton
public final class Session implements AutoCloseable {

    private final GlobalOptions options;
    private final ConfigurationLoader loader;
    private final KssOpener opener;
    private final ProgressListener progress;
    private final Notices notices;

    private @Nullable Configuration configuration;
    private @Nullable OpenKss open;

    @Inject
    Session(
            GlobalOptions options,
            ConfigurationLoader loader,
            KssOpener opener,
            ProgressListener progress,
            Notices notices) {
        this.options = options;
        this.loader = loader;
        this.opener = opener;
        this.progress = progress;
        this.notices = notices;
    }

    public Configuration configuration() throws ConfigurationException {
        Configuration known = configuration;
        if (known == null) {
            known = loader.load(options.config());
            configuration = known;
            known.warnings().forEach(notices::warn);
            Logs.toFolder(known.settings().stateFolder());
        }
        return known;
    }

    /** From now on data moves no faster than that, whatever the configuration says. To be called before {@link #kss}. */
    public void limitBandwidth(long bytesPerSecond) throws ConfigurationException {
        configuration = configuration().withBandwidth(bytesPerSecond);
    }

    public Kss kss() throws ConfigurationException, KssException {
        OpenKss present = open;
        if (present == null) {
            present = opener.open(configuration(), progress);
            open = present;
        }
        return present.kss();
    }

    /** The library within the hypervisor's hook, see {@link KssOpener#openInHook}. */
    public Kss kssInHook(String document) throws ConfigurationException, KssException {
        OpenKss opened = opener.openInHook(configuration(), progress, document);
        open = opened;
        return opened.kss();
    }

    /** The folder with further plugins; none if there is no configuration file yet. */
    public Optional<Path> pluginFolderIfConfigured() throws ConfigurationException {
        return options.config().isPresent() || loader.present()
                ? configuration().plugins()
                : Optional.empty();
    }

    /** Where this host's bookkeeping is, if the configuration was read. */
    public Optional<Path> stateFolder() {
        return Optional.ofNullable(configuration).map(known -> known.settings().stateFolder());
    }

    @Override
    public void close() {
        OpenKss present = open;
        open = null;
        if (present == null) {
            return;
        }
        try {
            present.close();
        } catch (RuntimeException e) {
            // The outcome of the run is settled and told; what remains open ends with the process.
            notices.warn("Closing the connections failed: " + e.getMessage() + ".");
        }
    }
}
