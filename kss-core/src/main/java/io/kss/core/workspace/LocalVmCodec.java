package io.kss.core.workspace;

import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.json.JsonFields;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.Fingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** {@link LocalVm} as fields of a state document. */
final class LocalVmCodec {

    private LocalVmCodec() {}

    static JsonFields encode(LocalVm vm) {
        JsonFields fields = new JsonFields()
                .put("vm", vm.vm().value())
                .put("name", vm.name())
                .put("base", vm.chain().base().map(SnapshotId::value))
                .put("next", vm.chain().next().value())
                .put(
                        "disks",
                        vm.chain().disks().stream().map(LocalVmCodec::disk).toList())
                .put(
                        "snapshots",
                        vm.chain().snapshots().values().stream()
                                .map(LocalVmCodec::snapshot)
                                .toList())
                .put("tokens", vm.tokens().stream().sorted().toList())
                .put("unleased", vm.unleased())
                .put("conflict", vm.conflict())
                .put("asides", vm.asides().stream().map(Path::toString).toList());
        vm.seenLease()
                .ifPresent(seen -> fields.put(
                        "seen-lease",
                        new JsonFields()
                                .put("host", seen.hostName())
                                .put("since", seen.since().toString())
                                .put("ours", seen.ours())));
        vm.intent().ifPresent(intent -> fields.put("intent", intent(intent)));
        vm.memory().ifPresent(memory -> fields.put("memory", LocalMemoryCodec.encode(memory)));
        return fields;
    }

    static LocalVm decode(JsonFields fields) {
        Map<SnapshotId, LocalSnapshot> snapshots = new LinkedHashMap<>();
        for (JsonFields each : fields.objects("snapshots")) {
            LocalSnapshot snapshot = snapshot(each);
            snapshots.put(snapshot.id(), snapshot);
        }
        LocalChain chain = new LocalChain(
                disks(fields, "disks"),
                fields.optionalText("base").map(SnapshotId::new),
                new SnapshotId(fields.text("next")),
                snapshots);
        Optional<SeenLease> seen = Optional.empty();
        if (fields.has("seen-lease")) {
            JsonFields lease = fields.object("seen-lease");
            seen = Optional.of(new SeenLease(lease.text("host"), instant(lease, "since"), lease.truth("ours")));
        }
        return new LocalVm(
                new VmId(fields.text("vm")),
                fields.text("name"),
                chain,
                Set.copyOf(fields.texts("tokens")),
                seen,
                fields.truth("unleased"),
                fields.optionalText("conflict"),
                fields.has("intent") ? Optional.of(intent(fields.object("intent"))) : Optional.empty(),
                fields.texts("asides").stream().map(Path::of).toList(),
                fields.has("memory")
                        ? Optional.of(LocalMemoryCodec.decode(fields.object("memory")))
                        : Optional.empty());
    }

    private static JsonFields disk(LocalDisk disk) {
        return new JsonFields()
                .put("id", disk.id().value())
                .put("target", disk.target())
                .put("active", disk.active().toString());
    }

    private static List<LocalDisk> disks(JsonFields fields, String name) {
        return fields.objects(name).stream()
                .map(disk ->
                        new LocalDisk(new DiskId(disk.text("id")), disk.text("target"), Path.of(disk.text("active"))))
                .toList();
    }

    private static JsonFields snapshot(LocalSnapshot snapshot) {
        return new JsonFields()
                .put("id", snapshot.id().value())
                .put("parent", snapshot.parent().map(SnapshotId::value))
                .put("host", snapshot.hostName())
                .put("time", snapshot.time().toString())
                .put("consistency", snapshot.consistency().name())
                .put("sent", snapshot.sent())
                .put("data-bytes", snapshot.dataBytes())
                .put("parts", map(snapshot.parts(), Function.identity()))
                .put(
                        "layers",
                        new TreeMap<>(snapshot.layers())
                                .entrySet().stream()
                                        .map(entry -> layer(entry.getKey(), entry.getValue()))
                                        .toList());
    }

    private static JsonFields layer(DiskId disk, LocalLayer layer) {
        Fingerprint print = layer.fingerprint();
        JsonFields fields = new JsonFields()
                .put("disk", disk.value())
                .put("file", layer.file().toString())
                .put("size", print.size())
                .put("inode", print.inode())
                .put("modified", print.modified())
                .put("changed", print.changed());
        return layer.inner().isEmpty()
                ? fields
                : fields.put("inner", layer.inner().stream().map(Path::toString).toList());
    }

    private static LocalSnapshot snapshot(JsonFields fields) {
        Map<DiskId, LocalLayer> layers = new LinkedHashMap<>();
        for (JsonFields layer : fields.objects("layers")) {
            Fingerprint print = new Fingerprint(
                    layer.number("size"), layer.number("inode"), layer.number("modified"), layer.number("changed"));
            layers.put(
                    new DiskId(layer.text("disk")),
                    new LocalLayer(
                            Path.of(layer.text("file")),
                            print,
                            layer.has("inner")
                                    ? layer.texts("inner").stream()
                                            .map(Path::of)
                                            .toList()
                                    : List.of()));
        }
        return new LocalSnapshot(
                new SnapshotId(fields.text("id")),
                fields.optionalText("parent").map(SnapshotId::new),
                fields.text("host"),
                instant(fields, "time"),
                Consistency.valueOf(fields.text("consistency")),
                layers,
                map(fields.object("parts"), Function.identity()),
                fields.truth("sent"),
                fields.number("data-bytes"));
    }

    private static JsonFields intent(Intent intent) {
        if (intent instanceof Intent.Sealing sealing) {
            return sealing("sealing", sealing);
        }
        if (intent instanceof Intent.Cloning cloning) {
            return new JsonFields()
                    .put("kind", "cloning")
                    .put("source", cloning.source().value())
                    .put("from", cloning.from().value())
                    .put("empty", map(cloning.empty(), Path::toString))
                    .put("sizes", map(cloning.sizes(), Object::toString));
        }
        if (intent instanceof Intent.Departing departing) {
            return new JsonFields()
                    .put("kind", "departing")
                    .put("token", departing.newToken())
                    .put("to", departing.to());
        }
        if (intent instanceof Intent.Arriving arriving) {
            return new JsonFields()
                    .put("kind", "arriving")
                    .put("token", arriving.newToken())
                    .put("from", arriving.from())
                    .put("next", arriving.next().value())
                    .put("overlays", map(arriving.overlays(), Path::toString))
                    .put("ran", arriving.ran());
        }
        if (intent instanceof Intent.Suspending suspending) {
            return sealing("suspending", suspending.sealing())
                    .put("file", suspending.file().toString());
        }
        if (intent instanceof Intent.Resuming resuming) {
            return new JsonFields()
                    .put("kind", "resuming")
                    .put("snapshot", resuming.snapshot().value());
        }
        if (intent instanceof Intent.Merging merging) {
            return placing("merging", merging.placing());
        }
        return placing("placing", (Intent.Placing) intent);
    }

    private static JsonFields sealing(String kind, Intent.Sealing sealing) {
        return new JsonFields()
                .put("kind", kind)
                .put("snapshot", sealing.snapshot().value())
                .put("next", sealing.next().value())
                .put("time", sealing.time().toString())
                .put("overlays", map(sealing.overlays(), Path::toString));
    }

    private static Intent.Sealing sealing(JsonFields fields) {
        return new Intent.Sealing(
                new SnapshotId(fields.text("snapshot")),
                new SnapshotId(fields.text("next")),
                instant(fields, "time"),
                map(fields.object("overlays"), Path::of));
    }

    private static JsonFields placing(String kind, Intent.Placing placing) {
        return new JsonFields()
                .put("kind", kind)
                .put("snapshot", placing.snapshot().value())
                .put("host", placing.madeBy())
                .put("time", placing.time().toString())
                .put("consistency", placing.consistency().name())
                .put("onto", placing.onto().map(SnapshotId::value))
                .put("next", placing.next().value())
                .put("disks", placing.disks().stream().map(LocalVmCodec::disk).toList())
                .put("layers", map(placing.layers(), Path::toString))
                .put(
                        "replaced",
                        placing.replaced().stream().map(LocalVmCodec::disk).toList());
    }

    private static Intent.Placing placing(JsonFields fields) {
        return new Intent.Placing(
                new SnapshotId(fields.text("snapshot")),
                fields.text("host"),
                instant(fields, "time"),
                Consistency.valueOf(fields.text("consistency")),
                fields.optionalText("onto").map(SnapshotId::new),
                new SnapshotId(fields.text("next")),
                disks(fields, "disks"),
                map(fields.object("layers"), Path::of),
                disks(fields, "replaced"));
    }

    private static Intent intent(JsonFields fields) {
        return switch (fields.text("kind")) {
            case "sealing" -> sealing(fields);
            case "suspending" -> new Intent.Suspending(sealing(fields), Path.of(fields.text("file")));
            case "resuming" -> new Intent.Resuming(new SnapshotId(fields.text("snapshot")));
            case "placing" -> placing(fields);
            case "merging" -> new Intent.Merging(placing(fields));
            case "departing" -> new Intent.Departing(fields.text("token"), fields.text("to"));
            case "arriving" ->
                new Intent.Arriving(
                        fields.text("token"),
                        fields.text("from"),
                        new SnapshotId(fields.text("next")),
                        map(fields.object("overlays"), Path::of),
                        fields.truth("ran"));
            case "cloning" ->
                new Intent.Cloning(
                        new VmId(fields.text("source")),
                        new SnapshotId(fields.text("from")),
                        map(fields.object("empty"), Path::of),
                        map(fields.object("sizes"), Long::valueOf));
            default -> throw new IllegalArgumentException("its intent is of an unknown kind");
        };
    }

    private static <V> JsonFields map(Map<String, V> map, Function<V, String> form) {
        JsonFields fields = new JsonFields();
        new TreeMap<>(map).forEach((key, value) -> fields.put(key, form.apply(value)));
        return fields;
    }

    private static <V> Map<String, V> map(JsonFields fields, Function<String, V> form) {
        Map<String, V> map = new TreeMap<>();
        fields.names().forEach(name -> map.put(name, form.apply(fields.text(name))));
        return map;
    }

    private static Instant instant(JsonFields fields, String name) {
        try {
            return Instant.parse(fields.text(name));
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("its field '" + name + "' is not a time", e);
        }
    }
}
