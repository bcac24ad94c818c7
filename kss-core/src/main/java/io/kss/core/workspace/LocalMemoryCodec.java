package io.kss.core.workspace;

import io.kss.core.identity.SnapshotId;
import io.kss.core.json.JsonFields;
import io.kss.spi.hypervisor.Fingerprint;
import java.nio.file.Path;

/** {@link LocalMemory} as fields of a state document. */
final class LocalMemoryCodec {

    private LocalMemoryCodec() {}

    static JsonFields encode(LocalMemory memory) {
        JsonFields fields = new JsonFields()
                .put("snapshot", memory.snapshot().value())
                .put("bytes", memory.bytes())
                .put("spent", memory.spent());
        memory.file()
                .ifPresent(file -> fields.put("file", file.path().toString())
                        .put("size", file.fingerprint().size())
                        .put("inode", file.fingerprint().inode())
                        .put("modified", file.fingerprint().modified())
                        .put("changed", file.fingerprint().changed()));
        return fields;
    }

    static LocalMemory decode(JsonFields fields) {
        return new LocalMemory(
                new SnapshotId(fields.text("snapshot")),
                fields.number("bytes"),
                fields.optionalText("file")
                        .map(path -> new LocalMemory.File(
                                Path.of(path),
                                new Fingerprint(
                                        fields.number("size"),
                                        fields.number("inode"),
                                        fields.number("modified"),
                                        fields.number("changed")))),
                fields.truth("spent"));
    }
}
