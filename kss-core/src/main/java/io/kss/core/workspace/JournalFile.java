package io.kss.core.workspace;

import io.kss.core.failure.KssException;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.PendingEntry;
import io.kss.core.journal.Position;
import io.kss.core.json.JsonFields;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** The journal's memory in two state files, read once when it is opened. */
public final class JournalFile implements JournalMemory {

    private final StateFolder folder;
    private final String positionFile;
    private final String pendingFile;
    private Optional<Position> last;
    private Optional<PendingEntry> pending;

    JournalFile(StateFolder folder, String root) throws IOException, KssException {
        this.folder = folder;
        this.positionFile = root + "/journal";
        this.pendingFile = root + "/pending";
        Optional<byte[]> position = folder.read(positionFile);
        this.last = position.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(
                        positionFile,
                        position.get(),
                        fields -> new Position(fields.number("number"), fields.text("hash"))));
        Optional<byte[]> entry = folder.read(pendingFile);
        this.pending = entry.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(
                        pendingFile,
                        entry.get(),
                        fields -> new PendingEntry(
                                fields.number("number"), Base64.getDecoder().decode(fields.text("stored")))));
    }

    @Override
    public Optional<Position> last() {
        return last;
    }

    @Override
    public void remember(Position position) throws IOException {
        if (last.isPresent() && last.get().equals(position)) {
            return;
        }
        folder.write(
                positionFile,
                StateDocument.encode(
                        new JsonFields().put("number", position.number()).put("hash", position.hash())));
        last = Optional.of(position);
    }

    @Override
    public Optional<PendingEntry> pending() {
        return pending;
    }

    @Override
    public void savePending(PendingEntry entry) throws IOException {
        folder.write(
                pendingFile,
                StateDocument.encode(new JsonFields()
                        .put("number", entry.number())
                        .put("stored", Base64.getEncoder().encodeToString(entry.stored()))));
        pending = Optional.of(entry);
    }

    @Override
    public void clearPending() throws IOException {
        folder.delete(pendingFile);
        pending = Optional.empty();
    }
}
