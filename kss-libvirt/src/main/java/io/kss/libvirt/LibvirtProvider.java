package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.HostFiles;
import io.kss.libvirt.domain.NetworkChoice;
import io.kss.libvirt.nbd.NbdExport;
import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The type {@code libvirt}: KVM and QEMU machines of this host, of the system or of one user. */
public final class LibvirtProvider implements HypervisorProvider {

    private static final ConfigKey URI = ConfigKey.withDefault(
            "uri",
            "qemu:///system",
            "which libvirt to use: qemu:///system, qemu:///session, or one with another socket");
    private static final ConfigKey BOOT_FILES = ConfigKey.optional(
            "boot-files",
            "the folder from which a VM that is new here may take a kernel, initial RAM disk or firmware by name");
    private static final ConfigKey NETWORK = ConfigKey.optional(
            "network",
            "what network cards are connected to that are new here: a libvirt network's name, bridge:NAME, or user;"
                    + " 'default' unless the uri is a user's own session");

    @Override
    public String type() {
        return "libvirt";
    }

    @Override
    public String summary() {
        return "KVM/QEMU virtual machines that libvirt manages on this host";
    }

    @Override
    public List<ConfigKey> configKeys() {
        return List.of(URI, BOOT_FILES, NETWORK);
    }

    @Override
    public Hypervisor open(PluginConfig config) throws ConfigException, HypervisorException {
        String uri = uri(config);
        HostFiles files = files(config, uri);
        NbdExport.releaseAbandoned();
        return new LibvirtHypervisor(Connection.open(uri), files);
    }

    @Override
    public Hypervisor described(PluginConfig config, String document) throws ConfigException, HypervisorException {
        return new DescribedDomain(DomainXml.parse(document), files(config, uri(config)));
    }

    private static String uri(PluginConfig config) throws ConfigException {
        String uri = config.string(URI.name());
        if (!uri.matches("qemu(\\+unix)?:///(system|session)(\\?.*)?")) {
            throw new ConfigException(
                    URI.name(),
                    "must be a libvirt of this host's QEMU, such as qemu:///system or qemu:///session, not '" + uri
                            + "'");
        }
        return uri;
    }

    private static HostFiles files(PluginConfig config, String uri) throws ConfigException {
        boolean session = uri.contains(":///session");
        Optional<Path> bootFiles = config.optionalString(BOOT_FILES.name()).isPresent()
                ? Optional.of(config.path(BOOT_FILES.name()))
                : Optional.empty();
        if (bootFiles.isPresent() && !bootFiles.get().isAbsolute()) {
            throw new ConfigException(BOOT_FILES.name(), "must be an absolute path, not '" + bootFiles.get() + "'");
        }
        String network = config.optionalString(NETWORK.name()).orElse(session ? "user" : "default");
        if (network.isBlank() || (network.startsWith("bridge:") && !network.matches("bridge:[^/\\s:]{1,15}"))) {
            throw new ConfigException(
                    NETWORK.name(),
                    "must be a libvirt network's name, bridge:NAME with the name of a network interface, or user, not '"
                            + network + "'");
        }
        Path state = session ? sessionFolder() : Path.of("/var/lib/libvirt");
        return new HostFiles(
                bootFiles,
                state.resolve("qemu/nvram"),
                session ? state.resolve("qemu/swtpm") : state.resolve("swtpm"),
                NetworkChoice.parse(network));
    }

    private static Path sessionFolder() {
        String configured = System.getenv("XDG_CONFIG_HOME");
        Path home = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".config")
                : Path.of(configured);
        return home.resolve("libvirt");
    }
}
