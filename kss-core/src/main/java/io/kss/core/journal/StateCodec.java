package io.kss.core.journal;

import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.json.JsonFields;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The state that a checkpoint carries. */
final class StateCodec {

    private StateCodec() {}

    static JsonFields write(VmState state) {
        JsonFields branches = new JsonFields();
        new TreeMap<>(state.branches()).forEach((name, tip) -> branches.put(name, tip.value()));
        JsonFields json = new JsonFields()
                .put("name", state.name())
                .put("number", state.number())
                .put("hash", state.hash())
                .put("head", state.head().map(SnapshotId::value))
                .put("branches", branches)
                .put("snapshots", snapshots(state.snapshots()))
                .put("merged", snapshots(state.merged()))
                .put("fence", state.fence());
        state.lease()
                .ifPresent(lease -> json.put(
                        "lease",
                        new JsonFields()
                                .put("token", lease.token())
                                .put("host", ValueCodec.host(lease.host()))
                                .put("since", lease.since().toString())
                                .put("number", lease.number())
                                .put("base", lease.base().map(SnapshotId::value))));
        state.takeover()
                .ifPresent(takeover -> json.put(
                        "takeover",
                        new JsonFields()
                                .put("to", ValueCodec.host(takeover.to()))
                                .put("token", takeover.token())
                                .put("since", takeover.since().toString())));
        return json;
    }

    static VmState read(JsonFields json, VmId vm) {
        Map<String, SnapshotId> branches = new HashMap<>();
        JsonFields tips = json.object("branches");
        tips.names().forEach(name -> branches.put(name, new SnapshotId(tips.text(name))));
        return new VmState(
                vm,
                json.text("name"),
                json.number("number", Long.MAX_VALUE),
                json.text("hash"),
                json.optionalText("head").map(SnapshotId::new),
                branches,
                snapshots(json.objects("snapshots")),
                json.has("merged") ? snapshots(json.objects("merged")) : Map.of(),
                json.has("lease") ? Optional.of(lease(json.object("lease"))) : Optional.empty(),
                json.has("takeover") ? Optional.of(takeover(json.object("takeover"))) : Optional.empty(),
                json.number("fence", Long.MAX_VALUE));
    }

    private static List<JsonFields> snapshots(Map<SnapshotId, PublishedSnapshot> snapshots) {
        return snapshots.values().stream()
                .sorted(Comparator.comparing(PublishedSnapshot::id))
                .map(ValueCodec::snapshot)
                .toList();
    }

    private static Map<SnapshotId, PublishedSnapshot> snapshots(List<JsonFields> json) {
        Map<SnapshotId, PublishedSnapshot> snapshots = new HashMap<>();
        for (JsonFields published : json) {
            PublishedSnapshot snapshot = ValueCodec.snapshot(published);
            snapshots.put(snapshot.id(), snapshot);
        }
        return snapshots;
    }

    private static Takeover takeover(JsonFields json) {
        return new Takeover(ValueCodec.host(json.object("to")), json.text("token"), Instant.parse(json.text("since")));
    }

    private static Lease lease(JsonFields json) {
        return new Lease(
                json.text("token"),
                ValueCodec.host(json.object("host")),
                Instant.parse(json.text("since")),
                json.number("number", Long.MAX_VALUE),
                json.optionalText("base").map(SnapshotId::new));
    }
}
