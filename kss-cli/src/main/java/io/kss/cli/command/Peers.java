package io.kss.cli.command;

import io.kss.cli.config.Configuration;
import io.kss.cli.config.Peer;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;

/** The user's other hosts. */
final class Peers {

    private Peers() {}

    static Peer named(Configuration configuration, String name) throws KssException {
        Peer peer = configuration.peers().get(name);
        if (peer == null) {
            throw new KssException(
                    Reason.WRONG_USAGE,
                    "How to reach the host " + name + " is not configured.",
                    "add to " + configuration.file() + ": [peers." + name + "] and uri = \"qemu+ssh://" + name
                            + "/system\"");
        }
        return peer;
    }
}
