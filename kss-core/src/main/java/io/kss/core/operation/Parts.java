package io.kss.core.operation;

import io.kss.core.identity.Sha256;
import io.kss.core.manifest.Part;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** The state of a VM that is not on its disks (rule L7): its definition and what the hypervisor keeps beside it. */
final class Parts {

    private Parts() {}

    /** Every part with its content. They are small; a memory image is not among them. */
    static Map<String, byte[]> read(Hypervisor hypervisor, Domain domain) throws HypervisorException, IOException {
        Map<String, byte[]> parts = new TreeMap<>();
        parts.put(Part.DEFINITION, domain.definition().bytes());
        for (String part : domain.parts()) {
            try (InputStream content = hypervisor.readPart(domain.name(), part)) {
                parts.put(part, content.readAllBytes());
            }
        }
        return parts;
    }

    static Map<String, String> digests(Map<String, byte[]> parts) {
        Map<String, String> digests = new TreeMap<>();
        parts.forEach((name, content) -> digests.put(name, Sha256.hex(content)));
        return digests;
    }
}
