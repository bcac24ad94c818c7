package io.kss.libvirt.domain;

import java.util.Arrays;
import java.util.Optional;

/** What a network card is connected to on its host. */
public record HostLink(Kind kind, String name) {

    /** In the words of a definition: the type of an {@code interface}, and the attribute of its {@code source}. */
    public enum Kind {
        NETWORK("network", "network"),
        BRIDGE("bridge", "bridge"),
        DEVICE("direct", "dev");

        private final String type;
        private final String attribute;

        Kind(String type, String attribute) {
            this.type = type;
            this.attribute = attribute;
        }

        static Optional<Kind> of(String type) {
            return Arrays.stream(values())
                    .filter(kind -> kind.type.equals(type))
                    .findFirst();
        }

        String attribute() {
            return attribute;
        }
    }
}
