package io.kss.cli.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * libvirt's address of another host. One that goes by SSH is completed by what is told about SSH elsewhere, and never
 * stops to ask on a terminal; what it says itself stays.
 */
final class HypervisorAddress {

    private static final Pattern BY_SSH = Pattern.compile("[a-z]+\\+(ssh|libssh2?)://.*");

    private HypervisorAddress() {}

    static String of(String uri, Optional<Path> keyFile, Optional<Path> knownHosts) {
        Matcher bySsh = BY_SSH.matcher(uri);
        if (!bySsh.matches()) {
            return uri;
        }
        String address = with(uri, "no_tty", Optional.of("1"));
        address = with(address, "keyfile", keyFile.map(Path::toString));
        // Of the three only the ssh command itself can't be told.
        return bySsh.group(1).equals("ssh") ? address : with(address, "known_hosts", knownHosts.map(Path::toString));
    }

    private static String with(String uri, String parameter, Optional<String> value) {
        if (value.isEmpty() || uri.matches(".*[?&]" + parameter + "=.*")) {
            return uri;
        }
        String encoded = URLEncoder.encode(value.get(), StandardCharsets.UTF_8).replace("+", "%20");
        return uri + (uri.contains("?") ? "&" : "?") + parameter + "=" + encoded.replace("%2F", "/");
    }
}
