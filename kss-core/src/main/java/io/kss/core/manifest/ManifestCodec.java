package io.kss.core.manifest;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import io.kss.spi.hypervisor.Consistency;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A manifest as stored bytes: an envelope around a JSON header, its length before it, and then the tables that would be
 * too large for JSON: the regions of each disk and the chunks of each part, in the header's order. Thread-safe.
 */
public final class ManifestCodec {

    private static final long FORMAT = 1;

    private ManifestCodec() {}

    /**
     * The bytes to store.
     *
     * @throws IllegalArgumentException if the manifest breaks a rule of the format
     */
    public static byte[] encode(Manifest manifest) {
        ManifestRules.check(manifest);
        byte[] header = Json.compact(header(manifest));
        long size = Integer.BYTES + header.length + RegionTable.size(manifest);
        if (size > Envelope.LARGEST_PAYLOAD) {
            throw new IllegalArgumentException("the manifest is too large to be stored: " + size + " bytes");
        }
        ByteBuffer payload =
                ByteBuffer.allocate((int) size).putInt(header.length).put(header);
        manifest.disks().forEach(disk -> RegionTable.write(disk.regions(), payload));
        manifest.parts().forEach(part -> part.chunks().forEach(chunk -> chunk.write(payload)));
        return Envelope.wrap(ObjectType.MANIFEST, payload.array());
    }

    /**
     * The manifest in stored bytes.
     *
     * @param name the object's key, for messages
     * @throws KssException {@code DAMAGED} or {@code NEWER_FORMAT}
     */
    public static Manifest decode(byte[] stored, String name) throws KssException {
        byte[] payload = Envelope.unwrap(ObjectType.MANIFEST, stored, name);
        try {
            ByteBuffer rest = ByteBuffer.wrap(payload);
            int length = rest.getInt();
            if (length < 0 || length > rest.remaining()) {
                throw new IllegalArgumentException("its header's length is " + length);
            }
            JsonFields header = Json.parse(payload, rest.position(), length);
            if (header.number("format") > FORMAT) {
                throw Damage.newer(name, "manifest format " + header.number("format"));
            }
            Manifest manifest = manifest(header, rest.position(rest.position() + length));
            if (rest.hasRemaining()) {
                throw new IllegalArgumentException("something follows its tables");
            }
            ManifestRules.check(manifest);
            return manifest;
        } catch (BufferUnderflowException e) {
            throw Damage.of(name, "its tables are cut short", e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Damage.of(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static JsonFields header(Manifest manifest) {
        return new JsonFields()
                .put("format", FORMAT)
                .put("vm", manifest.vm().value())
                .put("snapshot", manifest.snapshot().value())
                .put("parent", manifest.parent().map(SnapshotId::value))
                .put(
                        "host",
                        new JsonFields()
                                .put("id", manifest.host().id().value())
                                .put("name", manifest.host().name()))
                .put("time", manifest.time().toString())
                .put("consistency", manifest.consistency().name().toLowerCase(Locale.ROOT))
                .put(
                        "disks",
                        manifest.disks().stream()
                                .map(disk -> new JsonFields()
                                        .put("id", disk.disk().value())
                                        .put("target", disk.target())
                                        .put("size", disk.size())
                                        .put("regions", disk.regions().size()))
                                .toList())
                .put(
                        "localOnlyDisks",
                        manifest.localOnlyDisks().stream()
                                .map(disk -> new JsonFields()
                                        .put("target", disk.target())
                                        .put("size", disk.size()))
                                .toList())
                .put(
                        "parts",
                        manifest.parts().stream()
                                .map(part -> new JsonFields()
                                        .put("name", part.name())
                                        .put("size", part.size())
                                        .put("chunks", part.chunks().size()))
                                .toList());
    }

    private static Manifest manifest(JsonFields header, ByteBuffer tables) {
        List<DiskLayer> disks = new ArrayList<>();
        Set<DiskId> seen = new HashSet<>();
        for (JsonFields disk : header.objects("disks")) {
            List<Region> regions = RegionTable.read(tables, disk.number("regions", Integer.MAX_VALUE));
            DiskId id = new DiskId(disk.text("id"));
            if (!seen.add(id)) {
                throw new IllegalArgumentException("it names the disk " + id + " twice");
            }
            disks.add(new DiskLayer(id, disk.text("target"), disk.number("size"), regions));
        }
        List<Part> parts = new ArrayList<>();
        for (JsonFields part : header.objects("parts")) {
            parts.add(new Part(
                    part.text("name"),
                    part.number("size"),
                    RegionTable.chunks(tables, part.number("chunks", Integer.MAX_VALUE))));
        }
        JsonFields host = header.object("host");
        return new Manifest(
                new VmId(header.text("vm")),
                new SnapshotId(header.text("snapshot")),
                header.optionalText("parent").map(SnapshotId::new),
                new HostIdentity(new HostId(host.text("id")), host.text("name")),
                Instant.parse(header.text("time")),
                Consistency.valueOf(header.text("consistency").toUpperCase(Locale.ROOT)),
                disks,
                header.objects("localOnlyDisks").stream()
                        .map(disk -> new LocalOnlyDisk(disk.text("target"), disk.number("size", Long.MAX_VALUE)))
                        .toList(),
                parts);
    }
}
