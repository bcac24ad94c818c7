package io.kss.libvirt;

import io.kss.libvirt.connection.BlockJobEvents;
import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.HostFiles;
import io.kss.libvirt.domain.HostForm;
import io.kss.libvirt.image.QemuImages;
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
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The domains of one libvirt. */
final class LibvirtHypervisor implements Hypervisor {

    private final Connection connection;
    private final QemuImages images = new QemuImages();
    private final HostForm hostForm;
    private final DomainReader reader;
    private final Parts parts;
    private final Sealing sealing;
    private final Committing committing = new Committing(images);

    LibvirtHypervisor(Connection connection, HostFiles files) {
        this.connection = connection;
        this.hostForm = new HostForm(files);
        this.parts = new Parts(files);
        this.reader = new DomainReader(parts);
        this.sealing = new Sealing(images);
    }

    @Override
    public List<String> domains() throws HypervisorException {
        return connection.domains().stream().sorted().toList();
    }

    @Override
    public Optional<Domain> domain(String name) throws HypervisorException {
        Optional<DomainHandle> found = connection.find(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (DomainHandle handle = found.get()) {
            return Optional.of(reader.read(handle));
        } catch (HypervisorException e) {
            // undefined between the two questions
            if (e.reason() == Reason.NO_SUCH_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public RunState state(String name) throws HypervisorException {
        try (DomainHandle handle = connection.domain(name)) {
            return handle.state();
        }
    }

    @Override
    public Consistency seal(SealRequest request) throws HypervisorException {
        try (DomainHandle handle = connection.domain(request.domain())) {
            return sealing.seal(handle, request, xml -> connection.define(handle.name(), xml));
        }
    }

    @Override
    public void completeSeal(SealRequest request) throws HypervisorException {
        try (DomainHandle handle = connection.domain(request.domain())) {
            sealing.complete(handle, request, xml -> connection.define(handle.name(), xml));
        }
    }

    @Override
    public void commit(CommitRequest request) throws HypervisorException {
        try (DomainHandle handle = connection.domain(request.domain());
                BlockJobEvents events = connection.blockJobs(request.domain(), request.target())) {
            committing.commit(handle, events, request);
        }
    }

    @Override
    public void endCommit(String domain, String target) throws HypervisorException {
        try (DomainHandle handle = connection.domain(domain)) {
            committing.end(handle, target);
        }
    }

    @Override
    public void define(DefineRequest request) throws HypervisorException {
        Optional<DomainHandle> present = connection.find(request.name());
        if (present.isEmpty()) {
            connection.define(request.name(), hostForm.of(request, Optional.empty()));
        } else {
            try (DomainHandle handle = present.get()) {
                requireOff(handle);
                ManagedSave.refuse(handle);
                DomainXml here = DomainXml.parse(handle.persistentXml());
                connection.define(request.name(), hostForm.of(request, Optional.of(here)));
                requireOff(handle);
            }
        }
        try (DomainHandle handle = connection.domain(request.name())) {
            Map<String, Path> placed = new HashMap<>(request.disks());
            Map<String, Path> defined = DomainXml.parse(handle.persistentXml()).files();
            placed.keySet().retainAll(defined.keySet());
            if (!defined.equals(placed)) {
                throw new HypervisorException(
                        Reason.FAILED, "libvirt did not take the disks of VM '" + request.name() + "': " + defined);
            }
        }
    }

    private static void requireOff(DomainHandle handle) throws HypervisorException {
        if (handle.state().active()) {
            throw new HypervisorException(
                    Reason.WRONG_STATE, "VM '" + handle.name() + "' runs; stop it before it is defined anew");
        }
    }

    @Override
    public InputStream readPart(String domain, String part) throws HypervisorException {
        try (DomainHandle handle = connection.domain(domain)) {
            return parts.read(domain, DomainXml.parse(handle.persistentXml()), part);
        }
    }

    @Override
    public void writePart(String domain, String part, InputStream content) throws HypervisorException {
        try (DomainHandle handle = connection.domain(domain)) {
            requireOff(handle);
            parts.write(domain, DomainXml.parse(handle.persistentXml()), part, content);
        }
    }

    @Override
    public void start(String name) throws HypervisorException {
        try (DomainHandle handle = connection.domain(name)) {
            if (handle.state().active()) {
                throw new HypervisorException(Reason.WRONG_STATE, "VM '" + name + "' runs already");
            }
            ManagedSave.refuse(handle);
            handle.start();
        }
    }

    @Override
    public boolean shutDown(String name, Duration deadline) throws HypervisorException {
        try (DomainHandle handle = connection.domain(name)) {
            return ShutDown.of(handle, deadline);
        }
    }

    @Override
    public boolean movedAway(String name) throws HypervisorException {
        try (DomainHandle handle = connection.domain(name)) {
            return handle.movedAway();
        }
    }

    @Override
    public boolean waitsForDisk(String name) throws HypervisorException {
        try (DomainHandle handle = connection.domain(name)) {
            return handle.waitsForDisk();
        }
    }

    @Override
    public void powerOff(String name) throws HypervisorException {
        try (DomainHandle handle = connection.domain(name)) {
            if (!handle.state().active()) {
                return;
            }
            try {
                handle.destroy();
            } catch (HypervisorException e) {
                // it went off by itself meanwhile
                if (handle.state().active()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Subscription watch(LifecycleListener listener) throws HypervisorException {
        return connection.watch(listener);
    }

    @Override
    public Optional<LiveMoves> liveMoves() {
        return Optional.of(new LibvirtMoves(connection));
    }

    @Override
    public Optional<Displays> displays() {
        return Optional.of(new LibvirtDisplays(connection));
    }

    @Override
    public Optional<Hibernation> hibernation() {
        return Optional.of(new LibvirtHibernation(connection));
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
