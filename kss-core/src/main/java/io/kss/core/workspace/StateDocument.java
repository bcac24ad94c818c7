package io.kss.core.workspace;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.Sha256;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The form of a state file: its SHA-256 in the first line, then JSON that people can read. */
final class StateDocument {

    private static final int HASH_LINE = 65;
    private static final int VERSION = 1;

    private StateDocument() {}

    static byte[] encode(JsonFields fields) {
        byte[] json = Json.pretty(fields.put("version", VERSION));
        byte[] hash = (Sha256.hex(json) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] document = Arrays.copyOf(hash, hash.length + json.length);
        System.arraycopy(json, 0, document, hash.length, json.length);
        return document;
    }

    /** Reads a document with a codec that throws {@link IllegalArgumentException} for what makes no sense. */
    static <T> T decode(String name, byte[] document, Codec<T> codec) throws KssException {
        if (document.length < HASH_LINE) {
            throw damaged(name, "it is cut short", null);
        }
        byte[] json = Arrays.copyOfRange(document, HASH_LINE, document.length);
        String hash = new String(document, 0, HASH_LINE, StandardCharsets.ISO_8859_1);
        if (!hash.equals(Sha256.hex(json) + "\n")) {
            throw damaged(name, "its content does not match its checksum", null);
        }
        try {
            JsonFields fields = Json.parse(json);
            if (fields.number("version") != VERSION) {
                throw new KssException(
                        Reason.NEWER_FORMAT,
                        "The state file " + name + " was written by a newer version of kss.",
                        "Update kss on this host.");
            }
            return codec.decode(fields);
        } catch (IllegalArgumentException e) {
            throw damaged(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static KssException damaged(String name, String what, @Nullable Throwable cause) {
        return new KssException(
                        Reason.DAMAGED,
                        "This host's state file " + name + " is damaged: " + what
                                + ". Without it kss does not know which layers were sent and which lease is ours.",
                        cause,
                        "restore the file from a backup of this host",
                        "or move it away: kss then finds the layers again by their names, and counts as not holding"
                                + " the lease")
                .with("file", name);
    }

    /** Turns fields into a value. */
    interface Codec<T> {
        T decode(JsonFields fields) throws KssException;
    }
}
