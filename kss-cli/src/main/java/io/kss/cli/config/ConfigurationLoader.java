package io.kss.cli.config;

import io.kss.core.Settings;
import io.kss.core.TransferSettings;
import io.kss.core.VmSettings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the configuration file and checks everything in it that does not belong to a plugin. */
public final class ConfigurationLoader {

    private static final List<String> KEYS = List.of(
            "host",
            "state",
            "images",
            "hypervisor",
            "store",
            "transfer",
            "retention",
            "encryption",
            "peers",
            "plugins",
            "vm");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern DISK = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,15}");

    private final Environment environment;

    public ConfigurationLoader(Environment environment) {
        this.environment = environment;
    }

    /**
     * Finds and reads the file.
     *
     * @param option the file that the command line names
     */
    public Configuration load(Optional<Path> option) throws ConfigurationException {
        Path file = ConfigLocator.locate(option, environment);
        Table root = TomlReader.read(file);
        root.only(KEYS);
        List<String> warnings = new ArrayList<>();
        Settings settings = new Settings(
                host(root),
                folder(root, "state", "/var/lib/kss"),
                folder(root, "images", "/var/lib/libvirt/images"),
                transfer(root.table("transfer")),
                RetentionTable.read(root.table("retention")),
                vms(root.table("vm")));
        LaterTables.check(root);
        return new Configuration(
                file,
                settings,
                pluginTable(root, "store", Optional.empty()),
                pluginTable(root, "hypervisor", Optional.of("libvirt")),
                plugins(root.table("plugins")),
                PeersTable.read(root.table("peers"), this::path),
                warnings);
    }

    /** Whether there is a file to load, without one being named. */
    public boolean present() {
        return ConfigLocator.present(environment);
    }

    private String host(Table root) throws ConfigurationException {
        Optional<String> configured = root.string("host");
        String name = configured.or(environment::hostName).orElse("localhost");
        if (!HOST.matcher(name).matches()) {
            throw root.wrong(
                    "host",
                    "must be 1 to 63 letters, digits, dots, dashes or underscores, starting with a letter or digit"
                            + (configured.isPresent() ? "" : "; it is not set, and the host name does not fit"));
        }
        if (name.equals("localhost")) {
            throw root.wrong("host", "must tell this host from the others; set it to a name other than localhost");
        }
        return name;
    }

    private Path folder(Table table, String key, String defaultValue) throws ConfigurationException {
        return path(table, key, table.string(key).orElse(defaultValue));
    }

    private Path path(Table table, String key, String text) throws ConfigurationException {
        try {
            Path path = text.startsWith("~/") ? environment.home().resolve(text.substring(2)) : Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw table.wrong(key, "is not a path");
        }
        throw table.wrong(key, "must be an absolute path or start with ~/, not \"" + text + "\"");
    }

    private Optional<Path> plugins(Table table) throws ConfigurationException {
        table.only(List.of("folder"));
        Optional<String> folder = table.string("folder");
        return folder.isEmpty() ? Optional.empty() : Optional.of(path(table, "folder", folder.get()));
    }

    private static PluginTable pluginTable(Table root, String key, Optional<String> defaultType)
            throws ConfigurationException {
        Table table = root.table(key);
        Optional<String> type = table.string("type").or(() -> defaultType);
        if (type.isEmpty()) {
            throw table.wrong(
                    "type", "is missing: it says where the repository lives; 'kss store types' lists what there is");
        }
        return new PluginTable(type.get(), table);
    }

    private static TransferSettings transfer(Table table) throws ConfigurationException {
        table.only(List.of("bandwidth", "connections", "compression"));
        OptionalLong bandwidth = OptionalLong.empty();
        Optional<String> text = table.string("bandwidth");
        if (text.isPresent()) {
            bandwidth = ByteRate.parse(text.get());
            if (bandwidth.isEmpty()) {
                throw table.wrong("bandwidth", "must be " + ByteRate.FORM + ", not \"" + text.get() + "\"");
            }
        }
        int connections = table.integer("connections", 1, 32).orElse(TransferSettings.DEFAULT.connections());
        return new TransferSettings(bandwidth, connections, compression(table));
    }

    private static OptionalInt compression(Table table) throws ConfigurationException {
        if (table.scalar("compression").equals(Optional.of("auto"))) {
            return OptionalInt.empty();
        }
        try {
            return table.integer("compression", -7, 19);
        } catch (ConfigurationException e) {
            throw table.wrong("compression", "must be \"auto\" or a zstd level from -7 to 19, without quotes");
        }
    }

    private static Map<String, VmSettings> vms(Table table) throws ConfigurationException {
        Map<String, VmSettings> vms = new LinkedHashMap<>();
        for (String name : table.keys()) {
            Table vm = table.table(name);
            vm.only(List.of("local-only-disks", "stop-timeout"));
            List<String> disks = vm.strings("local-only-disks");
            for (String disk : disks) {
                if (!DISK.matcher(disk).matches()) {
                    throw vm.wrong("local-only-disks", "must name disks by their target, such as \"vdb\"");
                }
            }
            vms.put(name, new VmSettings(Set.copyOf(disks), stopTimeout(vm)));
        }
        return vms;
    }

    private static Duration stopTimeout(Table vm) throws ConfigurationException {
        Optional<String> text = vm.string("stop-timeout");
        if (text.isEmpty()) {
            return VmSettings.DEFAULT.stopTimeout();
        }
        return DurationText.parse(text.get())
                .orElseThrow(() -> vm.wrong("stop-timeout", "must be " + DurationText.FORM + ", in quotes"));
    }
}
