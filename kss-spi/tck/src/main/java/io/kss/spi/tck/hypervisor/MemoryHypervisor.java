package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.CommitRequest;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LifecycleListener;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import io.kss.spi.hypervisor.Subscription;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link MemoryHost} as one kss process sees it. Thread-safe. After {@link MemoryHost#kssDied} it throws
 * {@link io.kss.spi.tck.storage.SimulatedCrash} whatever is asked of it.
 */
public final class MemoryHypervisor implements Hypervisor {

    private static final Set<String> PARTS = Set.of("nvram", "tpm");

    private final MemoryHost host;
    private final KssProcess process;
    private final MemoryImages images;

    MemoryHypervisor(MemoryHost host, KssProcess process) {
        this.host = host;
        this.process = process;
        this.images = new MemoryImages(process, host.store);
    }

    @Override
    public List<String> domains() throws HypervisorException {
        return process.step("domains", () -> List.copyOf(host.domains.all.keySet()));
    }

    @Override
    public Optional<Domain> domain(String name) throws HypervisorException {
        return process.step("domain " + name, () -> host.domains.find(name).map(domain -> domain.describe(host.store)));
    }

    @Override
    public RunState state(String name) throws HypervisorException {
        return process.step("state " + name, () -> host.domains.require(name).state);
    }

    @Override
    public boolean waitsForDisk(String name) throws HypervisorException {
        return process.step("waitsForDisk " + name, () -> host.domains.require(name).waitsForRoom);
    }

    @Override
    public Consistency seal(SealRequest request) throws HypervisorException {
        return new MemorySeal(process, host, request).seal();
    }

    @Override
    public void completeSeal(SealRequest request) throws HypervisorException {
        new MemorySeal(process, host, request).complete();
    }

    @Override
    public void commit(CommitRequest request) throws HypervisorException {
        MemoryCommit commit = process.step(
                "commit " + request.domain(),
                () -> MemoryCommit.begin(host.domains.require(request.domain()), request));
        boolean more = true;
        while (more) {
            more = process.step("commit:copy " + request.domain(), () -> commit.copy(host.store));
        }
        process.change("commit:end " + request.domain(), () -> commit.end(host.store));
    }

    /** It may come to its end before it is broken off, as chance has it. */
    @Override
    public void endCommit(String name, String target) throws HypervisorException {
        process.change("endCommit " + name, () -> {
            MemoryCommit commit = host.domains.require(name).commits.get(target);
            if (commit != null && host.random.nextBoolean()) {
                commit.end(host.store);
            } else if (commit != null) {
                commit.breakOff();
            }
        });
    }

    @Override
    public void define(DefineRequest request) throws HypervisorException {
        process.change("define " + request.name(), () -> host.domains.define(request));
    }

    @Override
    public InputStream readPart(String domain, String part) throws HypervisorException {
        return process.step("readPart " + domain, () -> {
            byte[] content = host.domains.require(domain).parts.get(part);
            if (content == null) {
                throw new HypervisorException(Reason.MISSING, domain + " has no " + part);
            }
            return new ByteArrayInputStream(content);
        });
    }

    @Override
    public void writePart(String domain, String part, InputStream content) throws HypervisorException {
        byte[] bytes = readAll(domain, part, content);
        process.change("writePart " + domain, () -> {
            MemoryDomain target = host.domains.require(domain);
            if (!PARTS.contains(part)) {
                throw new HypervisorException(
                        Reason.UNSUPPORTED, part + " of " + domain + " can't be put in place here, only " + PARTS);
            }
            target.ensureOff();
            target.parts.put(part, bytes);
        });
    }

    private static byte[] readAll(String domain, String part, InputStream content) throws HypervisorException {
        try {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new HypervisorException(
                    Reason.FAILED, part + " of " + domain + " could not be read to its end: " + e.getMessage(), e);
        }
    }

    @Override
    public void start(String name) throws HypervisorException {
        process.change("start " + name, () -> {
            MemoryDomain domain = host.domains.require(name);
            domain.ensureNotSaved();
            domain.powerOn(host.store, domain.persistent);
            host.report(domain);
        });
    }

    @Override
    public boolean shutDown(String name, Duration deadline) throws HypervisorException {
        return process.step("shutDown " + name, () -> {
            MemoryDomain domain = host.domains.require(name);
            if (domain.state == RunState.RUNNING && !domain.ignoresShutdown) {
                domain.powerOff();
                host.report(domain);
            }
            return !domain.state.active();
        });
    }

    @Override
    public void powerOff(String name) throws HypervisorException {
        process.change("powerOff " + name, () -> {
            MemoryDomain domain = host.domains.require(name);
            if (domain.state.active()) {
                domain.powerOff();
                host.report(domain);
            }
        });
    }

    @Override
    public Subscription watch(LifecycleListener listener) throws HypervisorException {
        return process.step("watch", () -> {
            MemorySubscription subscription = new MemorySubscription(process, listener);
            process.subscriptions.add(subscription);
            return subscription;
        });
    }

    @Override
    public Optional<LiveMoves> liveMoves() {
        return Optional.of(new MemoryMoves(host, process));
    }

    @Override
    public Optional<Displays> displays() {
        return Optional.of(new MemoryDisplays(host, process));
    }

    @Override
    public Optional<Hibernation> hibernation() {
        return Optional.of(new MemoryHibernation(host, process));
    }

    @Override
    public DiskImages images() {
        return images;
    }

    @Override
    public String displayName() {
        return "memory 1";
    }

    /** Ends this process in good order: what it watched is not reported any more. */
    @Override
    public void close() {
        synchronized (host.lock) {
            List.copyOf(process.subscriptions).forEach(MemorySubscription::close);
        }
    }
}
