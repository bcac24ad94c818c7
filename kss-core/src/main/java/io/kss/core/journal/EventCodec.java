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
            "published",
            "resolved",
            "branch-deleted",
            "gc-fence");

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
        } else if (event instanceof Event.Published published) {
            json.put("type", "published")
                    .put("snapshot", ValueCodec.snapshot(published.snapshot()))
                    .put("branch", published.branch())
                    .put("token", published.token())
                    .put("release", published.release());
        } else if (event instanceof Event.Resolved resolved) {
            json.put("type", "resolved").put("head", resolved.head().value()).put("branch", resolved.branch());
        } else if (event instanceof Event.BranchDeleted deleted) {
            json.put("type", "branch-deleted").put("branch", deleted.branch());
        } else if (event instanceof Event.GcFence fence) {
            json.put("type", "gc-fence").put("collection", fence.collection());
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
            case "published" ->
                new Event.Published(
                        ValueCodec.snapshot(json.object("snapshot")),
                        json.optionalText("branch"),
                        json.optionalText("token"),
                        json.truth("release"));
            case "resolved" -> new Event.Resolved(new SnapshotId(json.text("head")), json.text("branch"));
            case "branch-deleted" -> new Event.BranchDeleted(json.text("branch"));
            case "gc-fence" -> new Event.GcFence(json.number("collection", Long.MAX_VALUE));
            default -> throw new IllegalArgumentException("its type is '" + type + "'");
        };
    }
}
