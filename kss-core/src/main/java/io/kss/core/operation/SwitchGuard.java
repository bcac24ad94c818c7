package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import io.kss.core.takeover.Giving;
import io.kss.core.workspace.Intent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the guest go on here only while the takeover is open. The other side ends it when it does not hear from us for
 * {@link Giving#SILENCE}, which is what it gets to hear from a host that was put to sleep; that host wakes up and
 * goes on as if nothing had been.
 */
final class SwitchGuard {

    private static final Logger LOG = LoggerFactory.getLogger(SwitchGuard.class);

    /** So long after it was heard of, the other side has certainly not ended the takeover; the rest is left for clocks. */
    private static final Duration CERTAIN = Giving.SILENCE.minusSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final VmSession session;
    private final Store store;
    private final Giving giving;
    private Instant confirmed = Instant.MIN;

    SwitchGuard(VmSession session, Store store, Giving giving) {
        this.session = session;
        this.store = store;
        this.giving = giving;
    }

    /** Nothing moves for a takeover that has ended meanwhile. */
    void beforeTheMove() throws KssException {
        giving.confirm(CERTAIN);
        confirmed = session.host().clock().instant();
    }

    /** Called when the guest executes on neither side; it waits for the answer. */
    void requireOpen(Intent.Arriving arriving) throws KssException, IOException {
        try {
            giving.confirm(PATIENCE);
        } catch (KssException gone) {
            LOG.info("what arrived of {} goes on only if the journal lets it: {}", session.name(), gone.getMessage());
            try {
                claim(arriving);
            } catch (IOException unreachable) {
                Duration since =
                        Duration.between(confirmed, session.host().clock().instant());
                if (since.isNegative() || since.compareTo(CERTAIN) >= 0) {
                    throw unreachable;
                }
            }
        }
    }

    /** The other side may be about to say that it did not move. Whoever writes first is right. */
    private void claim(Intent.Arriving arriving) throws KssException, IOException {
        Settling settling = new Settling(new RemoteVm(session, store));
        VmState state = settling.moveLease(arriving);
        if (!settling.moved(state, arriving.newToken())) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The takeover of " + session.name() + " took too long: " + arriving.from()
                                    + " had ended it before the VM was here. Everything that it wrote is there.",
                            "kss start " + session.name() + " on " + arriving.from() + " if it does not run there",
                            "kss takeover " + session.name() + " again")
                    .with("vm", session.name());
        }
    }
}
