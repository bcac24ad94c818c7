package io.kss.core.workspace;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.Sha256;
import io.kss.core.json.JsonFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The identity of this host, bound to the machine so that a copied state folder is not taken for its original. */
final class HostFile {

    private static final String NAME = "host";

    private HostFile() {}

    /** Reads the identity, or draws one at the first time. */
    static HostIdentity identity(StateFolder folder, String hostName, String machineId, IdSource ids)
            throws IOException, KssException {
        // Only a hash is kept: the machine id itself is confidential by its own manual page.
        String machine = Sha256.hex(("kss " + machineId).getBytes(StandardCharsets.UTF_8));
        Optional<byte[]> document = folder.read(NAME);
        if (document.isEmpty()) {
            HostId id = HostId.next(ids);
            folder.write(
                    NAME,
                    StateDocument.encode(new JsonFields().put("id", id.value()).put("machine", machine)));
            return new HostIdentity(id, hostName);
        }
        JsonFields fields = StateDocument.decode(NAME, document.get(), found -> found);
        if (!fields.text("machine").equals(machine)) {
            throw new KssException(
                    Reason.WRONG_USAGE,
                    "The state folder belongs to another machine (it was copied, or this machine got a new"
                            + " /etc/machine-id). Two hosts with one identity could both take themselves for the"
                            + " holder of a lease.",
                    "configure another, empty 'state' folder on this host; layers that lie here are found again",
                    "if this is the same machine with a new machine id: remove only the file 'host' in the state folder");
        }
        return new HostIdentity(new HostId(fields.text("id")), hostName);
    }
}
