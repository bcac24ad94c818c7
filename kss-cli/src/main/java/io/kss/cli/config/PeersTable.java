package io.kss.cli.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code [peers.NAME]}. */
final class PeersTable {

    private static final String URI_FORM = "must be a libvirt address such as qemu+ssh://user@desktop/system";

    private PeersTable() {}

    static Map<String, Peer> read(Table peers, Paths paths) throws ConfigurationException {
        Map<String, Peer> found = new LinkedHashMap<>();
        for (String name : peers.keys()) {
            Table peer = peers.table(name);
            peer.only(List.of("uri", "ssh", "key-file", "known-hosts", "kss"));
            Optional<String> uri = peer.string("uri");
            if (uri.isEmpty()) {
                throw peer.wrong("uri", "is missing: it says how to reach that host's hypervisor");
            }
            Optional<String> ssh = peer.string("ssh");
            if (ssh.isPresent() && ssh.get().startsWith("-")) {
                throw peer.wrong("ssh", "must be a host as the ssh command takes it, such as user@desktop");
            }
            found.put(
                    name,
                    new Peer(
                            name,
                            uri.get(),
                            ssh.isPresent() ? ssh.get() : host(peer, uri.get()),
                            path(peer, "key-file", paths),
                            path(peer, "known-hosts", paths),
                            peer.string("kss").orElse("kss")));
        }
        return found;
    }

    private static Optional<Path> path(Table peer, String key, Paths paths) throws ConfigurationException {
        Optional<String> text = peer.string(key);
        return text.isEmpty() ? Optional.empty() : Optional.of(paths.of(peer, key, text.get()));
    }

    private static String host(Table peer, String uri) throws ConfigurationException {
        try {
            URI parsed = new URI(uri);
            if (parsed.getHost() == null) {
                throw peer.wrong("uri", URI_FORM + ", or 'ssh' must be given, too");
            }
            String host =
                    parsed.getUserInfo() == null ? parsed.getHost() : parsed.getUserInfo() + "@" + parsed.getHost();
            boolean sshPort = parsed.getPort() > 0 && parsed.getScheme().contains("ssh");
            return sshPort ? "ssh://" + host + ":" + parsed.getPort() : host;
        } catch (URISyntaxException e) {
            throw peer.wrong("uri", URI_FORM);
        }
    }

    /** Makes a path of a value. */
    interface Paths {
        Path of(Table table, String key, String text) throws ConfigurationException;
    }
}
