package io.kss.spi.hypervisor;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import java.util.List;

/**
 * Connects to hypervisors of one type. Found with {@link java.util.ServiceLoader}; needs a public constructor without
 * arguments, which must be cheap and must not fail.
 */
public interface HypervisorProvider {

    /** The value of {@code type} in the configuration's {@code [hypervisor]} table. */
    String type();

    /** One sentence for a list of what is installed. */
    String summary();

    /** Every key the {@code [hypervisor]} table may carry for this type, apart from {@code type} itself. */
    List<ConfigKey> configKeys();

    /**
     * Connects.
     *
     * @throws ConfigException if a value makes no sense; names the key
     * @throws HypervisorException with reason {@code UNAVAILABLE} or {@code DENIED}
     */
    Hypervisor open(PluginConfig config) throws ConfigException, HypervisorException;

    /**
     * What can be known without asking the hypervisor, for decisions that are made while it waits for them, when a question
     * to it would never be answered: one domain, off, as the document says that the hypervisor's hook was given. The image
     * files can be looked at as ever; everything else that would need the hypervisor is {@code UNSUPPORTED}.
     *
     * @throws HypervisorException {@code UNSUPPORTED} if this type has no hooks
     */
    default Hypervisor described(PluginConfig config, String document) throws ConfigException, HypervisorException {
        throw new HypervisorException(
                HypervisorException.Reason.UNSUPPORTED, "hypervisors of type '" + type() + "' have no hooks");
    }
}
