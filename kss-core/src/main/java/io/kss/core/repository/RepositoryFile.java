package io.kss.core.repository;

import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import io.kss.core.manifest.Grains;
import io.kss.spi.storage.ObjectKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/** The object that makes a store a repository: plain JSON, so that people who find it learn what it belongs to. */
record RepositoryFile(String id, Instant created) {

    static final ObjectKey KEY = new ObjectKey("kss-repository.json");

    private static final String WHAT = "kvm-snapshot-sync repository";
    private static final long FORMAT = 1;
    private static final String NOT_ENCRYPTED = "none";
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    /** Bytes after which a writer begins a new pack, about; readers take packs of any size. */
    private static final long PACK_SIZE = 32L << 20;

    byte[] encode() {
        return Json.pretty(new JsonFields()
                .put("what", WHAT)
                .put("format", FORMAT)
                .put("id", id)
                .put("created", created.toString())
                .put("grainSize", Grains.SIZE)
                .put("regionSize", Grains.REGION_SIZE)
                .put("packSize", PACK_SIZE)
                .put("encryption", NOT_ENCRYPTED));
    }

    static RepositoryFile decode(byte[] stored) throws KssException {
        try {
            JsonFields json = Json.parse(stored);
            if (!json.text("what").equals(WHAT)) {
                throw new IllegalArgumentException("it is not about a repository of kss");
            }
            if (json.number("format") > FORMAT) {
                throw Damage.newer(KEY.value(), "repository format " + json.number("format"));
            }
            if (!json.text("encryption").equals(NOT_ENCRYPTED)
                    || json.number("grainSize") != Grains.SIZE
                    || json.number("regionSize") != Grains.REGION_SIZE) {
                throw Damage.newer(KEY.value(), "encryption or sizes that this version does not know");
            }
            String id = json.text("id");
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException("its id is '" + id + "'");
            }
            return new RepositoryFile(id, Instant.parse(json.text("created")));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Damage.of(KEY.value(), String.valueOf(e.getMessage()), e);
        }
    }
}
