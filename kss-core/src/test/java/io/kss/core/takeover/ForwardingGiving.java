package io.kss.core.takeover;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.spi.hypervisor.RunState;
import java.time.Duration;
import java.util.Optional;

/** Another one's answers, for tests to alter. */
public abstract class ForwardingGiving implements Giving {

    protected final Giving giving;

    protected ForwardingGiving(Giving giving) {
        this.giving = giving;
    }

    @Override
    public Optional<RunState> state() throws KssException {
        return giving.state();
    }

    @Override
    public Load load() throws KssException {
        return giving.load();
    }

    @Override
    public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException {
        giving.sendTo(address, port, key, maxBytes, maxTime);
    }

    @Override
    public Offer offer() throws KssException {
        return giving.offer();
    }

    @Override
    public void begin(HostIdentity to, String newToken) throws KssException {
        giving.begin(to, newToken);
    }

    @Override
    public void confirm(Duration patience) throws KssException {
        giving.confirm(patience);
    }

    @Override
    public void settle() throws KssException {
        giving.settle();
    }

    @Override
    public void close() {
        giving.close();
    }
}
