package io.kss.core.storecheck;

import io.kss.core.examine.HostExamination;
import io.kss.core.examine.Remarks;
import io.kss.core.identity.IdSource;
import io.kss.core.progress.ProgressListener;
import io.kss.core.repository.Repository;
import io.kss.core.transfer.TransferOptions;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.StoreSpace;
import io.kss.spi.storage.TransientStorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Shows on a store whether it does what kss relies on, and how fast it is. Whatever it makes lies in a folder of its own
 * below {@link Repository#PROBES} and is deleted at the end, also after a failure or an interrupt. Used once.
 */
public final class StoreCheck {

    private static final int CONNECTIONS = 3;
    private static final Duration PHASE = Duration.ofSeconds(3);
    private static final String WAY_OUT = "use another way to reach the same NAS, or another store";
    private static final String LEFTOVERS = "leftovers";

    private final Connections connections;
    private final TransferOptions options;
    private final IdSource ids;
    private final Ticker ticker;
    private final Duration phase;
    private final Remarks remarks = new Remarks();

    /**
     * A check that has not begun.
     *
     * @param connections opens backends that repeat what failed transiently
     * @param options how transfers will use the store
     */
    public StoreCheck(Connections connections, TransferOptions options, IdSource ids, ProgressListener progress) {
        this(connections, options, ids, progress, PHASE);
    }

    StoreCheck(
            Connections connections, TransferOptions options, IdSource ids, ProgressListener progress, Duration phase) {
        this.phase = phase;
        this.connections = connections;
        this.options = options;
        this.ids = ids;
        this.ticker = new Ticker(progress);
    }

    /**
     * Checks.
     *
     * @throws StorageException if the store can't be reached, refuses access or has no room: then nothing is known
     */
    public CheckResult run() throws StorageException, InterruptedException {
        List<StorageBackend> open = new ArrayList<>();
        try {
            ticker.step("connecting");
            for (int i = 0; i < CONNECTIONS; i++) {
                open.add(connections.open());
            }
            return run(new Probe(open, new ObjectKey(Repository.PROBES + ids.next())));
        } finally {
            for (StorageBackend backend : open) {
                close(backend);
            }
        }
    }

    private CheckResult run(Probe probe) throws StorageException, InterruptedException {
        boolean done = false;
        try {
            for (Check check : List.of(
                    new ExclusiveCheck(),
                    new OverwriteCheck(),
                    new PartialCheck(),
                    new FailedWriteCheck(),
                    new RangeCheck(),
                    new PackCheck(options.packSize()),
                    new ListingCheck(options.connections()),
                    new NamesCheck(),
                    new DeletingCheck())) {
                run(check, probe);
            }
            room(probe);
            Optional<Speed> speed = speed(probe);
            done = true;
            clean(probe, true);
            leftovers(probe);
            return new CheckResult(remarks.all(), speed);
        } finally {
            if (!done) {
                clean(probe, false);
            }
        }
    }

    private void run(Check check, Probe probe) throws StorageException, InterruptedException {
        ticker.step(check.subject());
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while checking the store");
        }
        try {
            remarks.ok(check.subject(), check.run(probe));
        } catch (Flaw e) {
            remarks.problem(check.subject(), String.valueOf(e.getMessage()), WAY_OUT);
        } catch (StorageException e) {
            failed(check.subject(), e);
        }
    }

    private Optional<Speed> speed(Probe probe) throws StorageException, InterruptedException {
        try {
            Optional<Speed> speed =
                    new SpeedTest(probe, options.packSize(), options.connections(), phase, ticker).run();
            if (speed.isEmpty()) {
                remarks.warning("speed", "The store has too little room to measure it.", "free space on the NAS");
            }
            return speed;
        } catch (StorageException e) {
            failed("speed", e);
            return Optional.empty();
        }
    }

    private void failed(String subject, StorageException failure) throws StorageException {
        if (tellsNothing(failure)) {
            throw failure;
        }
        remarks.problem(subject, "This failed, where it has to work: " + failure.getMessage() + ".", WAY_OUT);
    }

    /** Whether a failure is about getting to the store, not about what the store does. */
    private static boolean tellsNothing(StorageException failure) {
        return failure instanceof TransientStorageException
                || failure instanceof OutcomeUnknownException
                || failure instanceof AccessDeniedStorageException
                || failure instanceof StoreFullException;
    }

    private void room(Probe probe) throws StorageException {
        Optional<StoreSpace> space = probe.connection(0).space();
        remarks.ok(
                "room",
                space.isPresent()
                        ? "The store has " + HostExamination.room(space.get().free()) + " free of "
                                + HostExamination.room(space.get().total()) + "."
                        : "The store does not tell how much room it has; a full store will show when a push fails.");
    }

    /** Takes away what was made. An interrupt must not keep us from it. */
    private void clean(Probe probe, boolean tell) {
        ticker.step("cleaning up");
        boolean interrupted = Thread.interrupted();
        try {
            probe.clean();
        } catch (StorageException e) {
            if (tell) {
                remarks.warning(
                        LEFTOVERS,
                        "What the check made could not be deleted: " + e.getMessage() + ".",
                        "delete " + probe.folder() + " on the store");
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Others that were killed could not clean up. */
    private void leftovers(Probe probe) throws StorageException {
        int count = probe.objects(0, Repository.PROBES).size();
        if (count > 0) {
            remarks.warning(
                    LEFTOVERS,
                    "There are " + count + " objects of other checks, which were killed or run right now.",
                    "if no other check runs, delete the folder probe on the store");
        }
    }

    private static void close(StorageBackend backend) {
        try {
            backend.close();
        } catch (StorageException e) {
            // Nothing is under way any more: what a close can't do changes nothing.
            LoggerFactory.getLogger(StoreCheck.class).debug("closing the store failed", e);
        }
    }
}
