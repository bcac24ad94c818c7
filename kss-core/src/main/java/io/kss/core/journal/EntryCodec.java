package io.kss.core.journal;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.VmId;
import io.kss.core.json.Json;
import io.kss.core.json.JsonFields;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** A journal entry as stored bytes: an envelope around JSON. */
public final class EntryCodec {

    private static final long FORMAT = 1;

    private EntryCodec() {}

    /** The bytes to store. */
    public static byte[] encode(JournalEntry entry) {
        JsonFields json = new JsonFields()
                .put("format", FORMAT)
                .put("vm", entry.vm().value())
                .put("number", entry.number())
                .put("previous", entry.previous())
                .put("host", ValueCodec.host(entry.host()))
                .put("time", entry.time().toString())
                .put("nonce", entry.nonce());
        EventCodec.write(entry.event(), json);
        entry.before().ifPresent(state -> json.put("before", StateCodec.write(state)));
        return Envelope.wrap(ObjectType.JOURNAL_ENTRY, Json.compact(json));
    }

    /**
     * The entry in stored bytes.
     *
     * @param name the object's key, for messages
     * @throws KssException {@code DAMAGED}, or {@code NEWER_FORMAT} also for a type of entry not known here, because
     *     what follows it can't be understood without it
     */
    public static JournalEntry decode(byte[] stored, String name) throws KssException {
        byte[] payload = Envelope.unwrap(ObjectType.JOURNAL_ENTRY, stored, name);
        try {
            JsonFields json = Json.parse(payload);
            if (json.number("format") > FORMAT) {
                throw Damage.newer(name, "journal format " + json.number("format"));
            }
            if (!EventCodec.knows(json.text("type"))) {
                throw Damage.newer(name, "an entry of the type '" + json.text("type") + "'");
            }
            return entry(json);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw Damage.of(name, String.valueOf(e.getMessage()), e);
        }
    }

    private static JournalEntry entry(JsonFields json) {
        VmId vm = new VmId(json.text("vm"));
        return new JournalEntry(
                vm,
                json.number("number", Long.MAX_VALUE),
                json.text("previous"),
                ValueCodec.host(json.object("host")),
                Instant.parse(json.text("time")),
                json.text("nonce"),
                EventCodec.read(json),
                json.has("before") ? Optional.of(StateCodec.read(json.object("before"), vm)) : Optional.empty());
    }
}
