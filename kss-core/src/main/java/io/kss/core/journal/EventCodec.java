package io.kss.core.journal;

import io.kss.core.identity.SnapshotId;
import io.kss.core.json.JsonFields;
import java.util.Set;

/** What an entry says, as the fields {@code type} and those of each type. */
final class EventCodec {

    private static final Set<String> TYPES = Set.of(
            "vm-created",
            "lease-acquired",
            "lease-released",
            "lease-broken",
            "takeover-started",
            "lease-moved",
            "takeover-ended",
            "published",
            "memory-used",
            "resolved",
            "branch-deleted",
            "gc-fence",
            "merged");

    private EventCodec() {}

    static boolean knows(String type) {
        return TYPES.contains(type);
    }

    static void write(Event event, JsonFields json) {
        if (event instanceof Event.VmCreated created) {
            json.put("type", "vm-created").put("name", created.name());
        } else if (event instanceof Event.LeaseAcquired acquired) {
            json.put("type", "lease-acquired")
                    .put("token", acquired.token())
                    .put("base", acquired.base().map(SnapshotId::value));
        } else if (event instanceof Event.LeaseReleased released) {
            json.put("type", "lease-released").put("token", released.token());
        } else if (event instanceof Event.LeaseBroken broken) {
            json.put("type", "lease-broken").put("token", broken.token());
        } else if (event instanceof Event.TakeoverStarted started) {
            json.put("type", "takeover-started")
                    .put("token", started.token())
                    .put("to", ValueCodec.host(started.to()))
                    .put("newToken", started.newToken());
        } else if (event instanceof Event.LeaseMoved moved) {
            json.put("type", "lease-moved")
                    .put("newToken", moved.newToken())
                    .put("layer", moved.layer().value());
        } else if (event instanceof Event.TakeoverEnded ended) {
            json.put("type", "takeover-ended").put("newToken", ended.newToken());
        } else if (event instanceof Event.Published published) {
            json.put("type", "published")
                    .put("snapshot", ValueCodec.snapshot(published.snapshot()))
                    .put("branch", published.branch())
                    .put("token", published.token())
                    .put("release", published.release());
        } else if (event instanceof Event.MemoryUsed used) {
            json.put("type", "memory-used")
                    .put("token", used.token())
                    .put("snapshot", used.snapshot().value());
        } else if (event instanceof Event.Resolved resolved) {
            json.put("type", "resolved").put("head", resolved.head().value()).put("branch", resolved.branch());
        } else if (event instanceof Event.BranchDeleted deleted) {
            json.put("type", "branch-deleted").put("branch", deleted.branch());
        } else if (event instanceof Event.GcFence fence) {
            json.put("type", "gc-fence").put("collection", fence.collection());
        } else if (event instanceof Event.Merged merged) {
            json.put("type", "merged")
                    .put("gone", merged.gone().stream().map(SnapshotId::value).toList())
                    .put(
                            "revisions",
                            merged.revisions().stream()
                                    .map(ValueCodec::revision)
                                    .toList());
        }
    }

    static Event read(JsonFields json) {
        String type = json.text("type");
        return switch (type) {
            case "vm-created" -> new Event.VmCreated(json.text("name"));
            case "lease-acquired" ->
                new Event.LeaseAcquired(
                        json.text("token"), json.optionalText("base").map(SnapshotId::new));
            case "lease-released" -> new Event.LeaseReleased(json.text("token"));
            case "lease-broken" -> new Event.LeaseBroken(json.text("token"));
            case "takeover-started" ->
                new Event.TakeoverStarted(
                        json.text("token"), ValueCodec.host(json.object("to")), json.text("newToken"));
            case "lease-moved" -> new Event.LeaseMoved(json.text("newToken"), new SnapshotId(json.text("layer")));
            case "takeover-ended" -> new Event.TakeoverEnded(json.text("newToken"));
            case "published" ->
                new Event.Published(
                        ValueCodec.snapshot(json.object("snapshot")),
                        json.optionalText("branch"),
                        json.optionalText("token"),
                        json.truth("release"));
            case "memory-used" -> new Event.MemoryUsed(json.text("token"), new SnapshotId(json.text("snapshot")));
            case "resolved" -> new Event.Resolved(new SnapshotId(json.text("head")), json.text("branch"));
            case "branch-deleted" -> new Event.BranchDeleted(json.text("branch"));
            case "gc-fence" -> new Event.GcFence(json.number("collection", Long.MAX_VALUE));
            case "merged" ->
                new Event.Merged(
                        json.texts("gone").stream().map(SnapshotId::new).toList(),
                        json.objects("revisions").stream()
                                .map(ValueCodec::revision)
                                .toList());
            default -> throw new IllegalArgumentException("its type is '" + type + "'");
        };
    }
}
