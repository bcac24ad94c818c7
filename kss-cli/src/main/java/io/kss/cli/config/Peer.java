package io.kss.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another host of the user's, as {@code [peers.NAME]} tells.
 *
 * @param name how people call it
 * @param uri its hypervisor, seen from here
 * @param ssh what the ssh command calls it
 * @param keyFile the key to log in with; empty for what the ssh command finds
 * @param knownHosts the file with its host key; empty for what the ssh command finds
 * @param kss the kss command there
 */
public record Peer(String name, String uri, String ssh, Optional<Path> keyFile, Optional<Path> knownHosts, String kss) {

    /** The address of its hypervisor, with what else the user told about reaching it. */
    public String hypervisor() {
        return HypervisorAddress.of(uri, keyFile, knownHosts);
    }

    /** The command that runs kss there. A connection that ends in silence is given up after 15 seconds. */
    public List<String> command(List<String> arguments) {
        StringBuilder remote = new StringBuilder(kss);
        arguments.forEach(argument ->
                remote.append(" '").append(argument.replace("'", "'\\''")).append('\''));
        List<String> command = ssh(List.of());
        command.addAll(List.of("--", remote.toString()));
        return command;
    }

    /**
     * The command that passes a port of this host's loopback interface on to what that host reaches, until it is ended. It
     * shares no connection with another ssh, which would go on passing it.
     *
     * @param port of this host
     * @param target an address and port there, or the path of a socket
     */
    public List<String> tunnel(int port, String target) {
        return ssh(List.of(
                "-S", "none", "-o", "ExitOnForwardFailure=yes", "-N", "-L", "127.0.0.1:" + port + ":" + target));
    }

    private List<String> ssh(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                "ssh",
                "-o",
                "BatchMode=yes",
                "-o",
                "ConnectTimeout=10",
                "-o",
                "ServerAliveInterval=5",
                "-o",
                "ServerAliveCountMax=3"));
        if (keyFile.isPresent()) {
            command.addAll(List.of("-i", keyFile.get().toString(), "-o", "IdentitiesOnly=yes"));
        }
        knownHosts.ifPresent(file -> command.addAll(List.of("-o", "UserKnownHostsFile=" + file)));
        command.addAll(options);
        command.add(ssh);
        return command;
    }
}
