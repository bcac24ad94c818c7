package io.kss.core.takeover;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.spi.hypervisor.RunState;
import java.time.Duration;
import java.util.Optional;

/**
 * The side of a takeover that has the running VM. Nobody else works on the VM on that host until this is closed, which
 * also ends a move that is still under way. Not thread-safe. Every method throws {@link KssException} as the library's
 * other calls do; one that failed can be repeated.
 */
public interface Giving extends AutoCloseable {

    /**
     * For how long whoever carries this from one host to another goes without a sign of life from the side that takes over,
     * before it takes that side for gone and closes this.
     */
    Duration SILENCE = Duration.ofSeconds(25);

    /** What the VM does there; empty if there is none. */
    Optional<RunState> state() throws KssException;

    /** What a takeover would have to bring from there. Changes nothing. */
    Load load() throws KssException;

    /**
     * Connects to a port of this host as the hypervisor there will have to, and sends at random until enough time has passed
     * or enough bytes were sent.
     *
     * @param key what it sends first, so that it is known who connected
     * @throws KssException {@code PEER_UNREACHABLE} if it can't connect
     */
    void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException;

    /** Seals and sends what the running VM has; it goes on. */
    Offer offer() throws KssException;

    /** Writes the takeover's first entry: from now on nobody starts the VM afresh. */
    void begin(HostIdentity to, String newToken) throws KssException;

    /**
     * Makes sure that it is still there. As long as it is, nobody on that host says that the takeover has ended.
     *
     * @param patience how long to wait for its answer; afterwards it is taken for gone
     * @throws KssException {@code PEER_UNREACHABLE} if it is not there any more, or does not say so in time
     */
    void confirm(Duration patience) throws KssException;

    /** Brings its side to an end, by what the journal says. */
    void settle() throws KssException;

    @Override
    void close();
}
