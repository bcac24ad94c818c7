package io.kss.core.repository;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import java.time.DateTimeException;
import java.time.Instant;

/** A VM's name as stored bytes. */
final class NameCodec {

    private static final long FORMAT = 1;

    private NameCodec() {}

    static byte[] encode(NamedVm vm) {
        return Envelope.wrap(
                ObjectType.NAME,
                Json.compact(new JsonFields()
                        .put("format", FORMAT)
                        .put("vm", vm.id().value())
                        .put("name", vm.name())
                        .put(
                                "host",
                                new JsonFields()
                                        .put("id", vm.host().id().value())
                                        .put("name", vm.host().name()))
                        .put("time", vm.time().toString())));
    }

    static NamedVm decode(byte[] stored, String name) throws KssException {
        byte[] payload = Envelope.unwrap(ObjectType.NAME, stored, name);
        try {
            JsonFields json = Json.parse(payload);
            if (json.number("format") > FORMAT) {
                throw Damage.newer(name, "name format " + json.number("format"));
            }
            JsonFields host = json.object("host");
            return new NamedVm(
                    new VmId(json.text("vm")),
                    json.text("name"),
                    new HostIdentity(new HostId(host.text("id")), host.text("name")),
                    Instant.parse(json.text("time")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Damage.of(name, String.valueOf(e.getMessage()), e);
        }
    }
}
