package io.kss.cli.session;

import io.kss.cli.config.Configuration;
import io.kss.cli.config.ConfigurationException;
import io.kss.core.failure.KssException;
import io.kss.core.progress.ProgressListener;

/** Puts the library together from what the configuration says. */
public interface KssOpener {

    /**
     * Cheap: reaches neither store nor hypervisor.
     *
     * @throws ConfigurationException if a plugin or one of its settings is missing or wrong
     * @throws KssException if this host's state folder can't be used
     */
    OpenKss open(Configuration configuration, ProgressListener progress) throws ConfigurationException, KssException;

    /** The same within the hypervisor's hook, which must not ask the hypervisor: it knows what the hook was given. */
    default OpenKss openInHook(Configuration configuration, ProgressListener progress, String document)
            throws ConfigurationException, KssException {
        return open(configuration, progress);
    }
}
