package io.kss.core.journal;

import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.Sha256;
import io.kss.core.identity.SnapshotId;
import io.kss.core.json.JsonFields;
import java.time.Instant;

/** The values that entries and states have in common. */
final class ValueCodec {

    private ValueCodec() {}

    static JsonFields host(HostIdentity host) {
        return new JsonFields().put("id", host.id().value()).put("name", host.name());
    }

    static HostIdentity host(JsonFields json) {
        return new HostIdentity(new HostId(json.text("id")), json.text("name"));
    }

    static JsonFields snapshot(PublishedSnapshot snapshot) {
        JsonFields json = new JsonFields()
                .put("id", snapshot.id().value())
                .put("parent", snapshot.parent().map(SnapshotId::value))
                .put("manifest", snapshot.manifest())
                .put("host", host(snapshot.host()))
                .put("time", snapshot.time().toString())
                .put("dataBytes", snapshot.dataBytes())
                .put("storedBytes", snapshot.storedBytes());
        return snapshot.isSuspended() ? json.put("memoryBytes", snapshot.memoryBytes()) : json;
    }

    static PublishedSnapshot snapshot(JsonFields json) {
        return new PublishedSnapshot(
                new SnapshotId(json.text("id")),
                json.optionalText("parent").map(SnapshotId::new),
                Sha256.checked(json.text("manifest")),
                host(json.object("host")),
                Instant.parse(json.text("time")),
                json.number("dataBytes", Long.MAX_VALUE),
                json.number("storedBytes", Long.MAX_VALUE),
                json.has("memoryBytes") ? json.number("memoryBytes", Long.MAX_VALUE) : 0);
    }

    static JsonFields revision(Revision revision) {
        return new JsonFields()
                .put("id", revision.snapshot().value())
                .put("parent", revision.parent().map(SnapshotId::value))
                .put("manifest", revision.manifest())
                .put("dataBytes", revision.dataBytes())
                .put("storedBytes", revision.storedBytes());
    }

    static Revision revision(JsonFields json) {
        return new Revision(
                new SnapshotId(json.text("id")),
                json.optionalText("parent").map(SnapshotId::new),
                Sha256.checked(json.text("manifest")),
                json.number("dataBytes", Long.MAX_VALUE),
                json.number("storedBytes", Long.MAX_VALUE));
    }
}
