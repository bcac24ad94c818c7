package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A domain's configuration on a host: what is portable of it, and the paths.
 *
 * @param hardware stands for everything else a user can change
 * @param disks the top file by target, in order
 */
record MemoryConfig(UUID uuid, String mac, String hardware, Map<String, Path> disks) {

    private static final String TITLE = "kss memory domain 1";

    MemoryConfig {
        disks = Collections.unmodifiableMap(new LinkedHashMap<>(disks));
    }

    MemoryConfig withDisks(Map<String, Path> changed) {
        Map<String, Path> all = new LinkedHashMap<>(disks);
        all.replaceAll((target, path) -> changed.getOrDefault(target, path));
        return new MemoryConfig(uuid, mac, hardware, all);
    }

    MemoryConfig withHardware(String other) {
        return new MemoryConfig(uuid, mac, other, disks);
    }

    MemoryConfig withIdentity(UUID otherUuid, String otherMac) {
        return new MemoryConfig(otherUuid, otherMac, hardware, disks);
    }

    Definition definition() {
        List<String> lines = new ArrayList<>(List.of(TITLE, "uuid " + uuid, "mac " + mac, "hardware " + hardware));
        disks.keySet().forEach(target -> lines.add("disk " + target));
        return new Definition(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** Takes over what is known, and nothing else. */
    static MemoryConfig parse(String domain, Definition definition, Map<String, Path> paths)
            throws HypervisorException {
        List<String> lines = definition.toString().lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(TITLE)) {
            throw refusal(domain, "it is not the definition of a domain");
        }
        Map<String, Path> disks = new LinkedHashMap<>();
        for (String target : values(lines, "disk ")) {
            Path path = paths.get(target);
            if (path == null) {
                throw refusal(domain, "no file is given for its disk " + target);
            }
            disks.put(target, path);
        }
        if (disks.size() != paths.size()) {
            throw refusal(domain, "it has the disks " + disks.keySet() + ", but there are files for " + paths.keySet());
        }
        try {
            UUID uuid = UUID.fromString(only(domain, lines, "uuid "));
            return new MemoryConfig(uuid, only(domain, lines, "mac "), only(domain, lines, "hardware "), disks);
        } catch (IllegalArgumentException e) {
            throw refusal(domain, "its uuid is none");
        }
    }

    private static String only(String domain, List<String> lines, String key) throws HypervisorException {
        List<String> found = values(lines, key);
        if (found.size() != 1) {
            throw refusal(domain, "it has " + found.size() + " lines of " + key.strip());
        }
        return found.get(0);
    }

    private static List<String> values(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()))
                .toList();
    }

    private static HypervisorException refusal(String domain, String why) {
        return new HypervisorException(
                Reason.FAILED, domain + " can't be defined from this definition: " + why + ". Use another snapshot.");
    }
}
