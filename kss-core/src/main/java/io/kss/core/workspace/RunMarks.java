package io.kss.core.workspace;

import io.kss.core.failure.KssException;
import io.kss.core.json.JsonFields;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What is noted about a VM's present run, beside its memory: each mark is a file of its own, because a hypervisor's hook sets
 * or reads it while another process has the VM's lock. A script looks for {@code run} and makes {@code started} by itself.
 */
public final class RunMarks {

    private static final String RUN = "/run";
    private static final String STARTED = "/started";
    private static final String PUSHING = "/pushing";
    private static final String LAUNCH = "/launch";
    private static final String WANTED = "/wanted";
    private static final String YIELDING = "/yielding";
    private static final String BACKGROUND = "/background";

    private final StateFolder folder;
    private final String root;

    RunMarks(StateFolder folder, String root) {
        this.folder = folder;
        this.root = root;
    }

    /**
     * A run that was allowed, until what it leaves is dealt with.
     *
     * @param leaseTaken whether the lease was taken for it, and not held before
     */
    public record Run(boolean leaseTaken) {}

    /** A run begins. */
    public void begin(Run run) throws IOException {
        remove(STARTED);
        folder.write(root + RUN, StateDocument.encode(new JsonFields().put("lease-taken", run.leaseTaken())));
    }

    /** The run that is not dealt with yet. */
    public Optional<Run> run() throws IOException, KssException {
        Optional<byte[]> document = folder.read(root + RUN);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(
                        root + RUN, document.get(), fields -> new Run(fields.truth("lease-taken"))));
    }

    /** Whether a hook saw that the run came about. */
    public boolean started() throws IOException {
        return folder.read(root + STARTED).isPresent();
    }

    /** A run that no hook has to be there for to be known to have come about. */
    public void cameAbout() throws IOException {
        set(STARTED);
    }

    /** The run is over, and what it left is dealt with. */
    public void ended() throws IOException {
        remove(STARTED);
        remove(RUN);
    }

    /** A push begins; the mark stays until it has ended, so that one which a crash cut short can be gone on with. */
    public void pushing() throws IOException {
        set(PUSHING);
    }

    /** Whether a push was begun and never ended. */
    public boolean pushUnfinished() throws IOException {
        return folder.read(root + PUSHING).isPresent();
    }

    /** The push ended. */
    public void pushed() throws IOException {
        remove(PUSHING);
    }

    /**
     * The caller, who has the VM's lock, has decided that the VM may start now, and is about to have it started. This
     * counts while the caller has the lock and only once; see {@link #useLaunch}.
     */
    public void announceLaunch() throws IOException {
        set(LAUNCH);
    }

    /** The start came about or failed. */
    public void withdrawLaunch() throws IOException {
        remove(LAUNCH);
    }

    /** Whether a start was announced. Means something only while somebody else has the VM's lock. */
    public boolean launchAnnounced() throws IOException {
        return folder.read(root + LAUNCH).isPresent();
    }

    /** Takes the announced start, if there is one. Means something only while somebody else has the VM's lock. */
    public boolean useLaunch() throws IOException {
        boolean announced = launchAnnounced();
        remove(LAUNCH);
        return announced;
    }

    /** The caller, who has the VM's lock, does something that gives way to whoever wants the VM. Counts while it has the lock. */
    public void yielding() throws IOException {
        set(YIELDING);
    }

    /** Whether who has the VM's lock gives way. Means something only while somebody has it. */
    public boolean yields() throws IOException {
        return folder.read(root + YIELDING).isPresent();
    }

    /** From now on the caller does not give way. */
    public void unyielding() throws IOException {
        remove(YIELDING);
    }

    /** Somebody waits for the VM; work that nobody waits for gives way. */
    public void want() throws IOException {
        set(WANTED);
    }

    /** Whether somebody waits. */
    public boolean wanted() throws IOException {
        return folder.read(root + WANTED).isPresent();
    }

    /** Nobody waits any more. */
    public void unwant() throws IOException {
        remove(WANTED);
    }

    /** Notes how work in the background stands. */
    public void background(BackgroundPush push) throws IOException {
        folder.write(
                root + BACKGROUND,
                StateDocument.encode(new JsonFields()
                        .put("time", push.time().toString())
                        .put("outcome", push.outcome().name().toLowerCase(Locale.ROOT))
                        .put("message", push.message())
                        .put("ways-out", push.waysOut())));
    }

    /** The last work in the background. */
    public Optional<BackgroundPush> background() throws IOException, KssException {
        Optional<byte[]> document = folder.read(root + BACKGROUND);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(
                        root + BACKGROUND,
                        document.get(),
                        fields -> new BackgroundPush(
                                Instant.parse(fields.text("time")),
                                BackgroundPush.Outcome.valueOf(
                                        fields.text("outcome").toUpperCase(Locale.ROOT)),
                                fields.text("message"),
                                fields.texts("ways-out"))));
    }

    /** Forgets all of it. */
    void forget() throws IOException {
        ended();
        remove(PUSHING);
        remove(LAUNCH);
        remove(WANTED);
        remove(YIELDING);
        remove(BACKGROUND);
    }

    private void set(String mark) throws IOException {
        folder.write(root + mark, new byte[0]);
    }

    /** Looks first: a look costs less than what it takes to make a removal durable. */
    private void remove(String mark) throws IOException {
        if (folder.read(root + mark).isPresent()) {
            folder.delete(root + mark);
        }
    }
}
