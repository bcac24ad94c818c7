package io.kss.cli.product;

import io.kss.libvirt.PrivateLibvirt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A host of a person: a libvirt daemon, folders and a configuration of its own. The store is shared. */
final class ProductHost {

    private final String name;
    private final Path folder;
    private final PrivateLibvirt libvirt;
    private List<String> prefix = List.of();

    /** @param store the store's table, see {@link StoreTable} */
    ProductHost(String name, Path folder, PrivateLibvirt libvirt, String store) throws IOException {
        this.name = name;
        this.folder = Files.createDirectories(folder);
        this.libvirt = libvirt;
        Files.createDirectories(images());
        Files.createDirectories(folder.resolve("runs"));
        configure(configuration(store));
    }

    /** What the configuration file of this host says if nothing else is asked for. */
    String configuration(String store) {
        return """
                host   = "%s"
                state  = "%s"
                images = "%s"

                [hypervisor]
                type = "libvirt"
                uri  = "%s"
                network = "user"

                %s
                """.formatted(name, state(), images(), libvirt.uri(), store);
    }

    void configure(String toml) throws IOException {
        Files.writeString(folder.resolve("kss.toml"), toml);
    }

    /** Runs kss by way of another program from now on. */
    void runBy(List<String> program) {
        prefix = List.copyOf(program);
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    Path images() {
        return folder.resolve("images");
    }

    Path state() {
        return folder.resolve("state");
    }

    PrivateLibvirt libvirt() {
        return libvirt;
    }

    /** Runs kss to its end. */
    Outcome kss(String... arguments) throws Exception {
        return start(arguments).end();
    }

    KssRun start(String... arguments) throws IOException {
        return KssRun.start(
                name,
                folder.resolve("runs"),
                prefix,
                Map.of("KSS_CONFIG", folder.resolve("kss.toml").toString()),
                List.of(arguments));
    }
}
