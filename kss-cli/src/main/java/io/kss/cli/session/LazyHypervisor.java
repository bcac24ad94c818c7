package io.kss.cli.session;

import io.kss.spi.hypervisor.CommitRequest;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LifecycleListener;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import io.kss.spi.hypervisor.Subscription;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A hypervisor that is connected to when it is first needed, so that commands which concern the repository alone run on a
 * host without one. Thread-safe.
 */
final class LazyHypervisor implements Hypervisor {

    private final HypervisorConnection connection;
    private final DiskImages images;

    LazyHypervisor(HypervisorConnection connection) {
        this.connection = connection;
        this.images = new LazyDiskImages(connection);
    }

    @Override
    public List<String> domains() throws HypervisorException {
        return connection.get().domains();
    }

    @Override
    public Optional<Domain> domain(String name) throws HypervisorException {
        return connection.get().domain(name);
    }

    @Override
    public RunState state(String name) throws HypervisorException {
        return connection.get().state(name);
    }

    @Override
    public Consistency seal(SealRequest request) throws HypervisorException {
        return connection.get().seal(request);
    }

    @Override
    public void completeSeal(SealRequest request) throws HypervisorException {
        connection.get().completeSeal(request);
    }

    @Override
    public void commit(CommitRequest request) throws HypervisorException {
        connection.get().commit(request);
    }

    @Override
    public void endCommit(String domain, String target) throws HypervisorException {
        connection.get().endCommit(domain, target);
    }

    @Override
    public void define(DefineRequest request) throws HypervisorException {
        connection.get().define(request);
    }

    @Override
    public InputStream readPart(String domain, String part) throws HypervisorException {
        return connection.get().readPart(domain, part);
    }

    @Override
    public void writePart(String domain, String part, InputStream content) throws HypervisorException {
        connection.get().writePart(domain, part, content);
    }

    @Override
    public void start(String name) throws HypervisorException {
        connection.get().start(name);
    }

    @Override
    public boolean shutDown(String name, Duration deadline) throws HypervisorException {
        return connection.get().shutDown(name, deadline);
    }

    @Override
    public boolean movedAway(String name) throws HypervisorException {
        return connection.get().movedAway(name);
    }

    @Override
    public boolean waitsForDisk(String name) throws HypervisorException {
        return connection.get().waitsForDisk(name);
    }

    @Override
    public void powerOff(String name) throws HypervisorException {
        connection.get().powerOff(name);
    }

    @Override
    public Subscription watch(LifecycleListener listener) throws HypervisorException {
        return connection.get().watch(listener);
    }

    @Override
    public Optional<LiveMoves> liveMoves() {
        return Optional.of(new LazyLiveMoves(connection));
    }

    @Override
    public Optional<Displays> displays() {
        return Optional.of(new LazyDisplays(connection));
    }

    @Override
    public Optional<Hibernation> hibernation() {
        return Optional.of(new LazyHibernation(connection));
    }

    @Override
    public DiskImages images() {
        return images;
    }

    @Override
    public String displayName() {
        return connection.displayName();
    }

    @Override
    public void close() {
        connection.close();
    }
}
