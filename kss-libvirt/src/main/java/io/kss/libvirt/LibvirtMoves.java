package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.connection.Migration;
import io.kss.libvirt.domain.ArrivingForm;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveObstacle;
import io.kss.spi.hypervisor.MoveRequest;
import io.kss.spi.hypervisor.Moved;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Moves between two libvirts, asked for by the receiving side. */
final class LibvirtMoves implements LiveMoves {

    private final Connection here;

    LibvirtMoves(Connection here) {
        this.here = here;
    }

    @Override
    public Moved take(MoveRequest request, MoveListener listener) throws HypervisorException {
        try (Connection there = Connection.open(request.from());
                DomainHandle source = there.domain(request.domain());
                DomainHandle present = here.domain(request.domain())) {
            if (!source.state().active()) {
                throw new HypervisorException(
                        Reason.WRONG_STATE, "VM '" + request.domain() + "' does not run at " + request.from());
            }
            requireOff(present);
            String xml = ArrivingForm.of(
                    DomainXml.parse(source.migratableXml()), DomainXml.parse(present.persistentXml()), request.disks());
            try (Migration migration = Migration.start(
                            request.postCopy() ? Migration.Mode.POST_COPY : Migration.Mode.PAUSED,
                            request.from(),
                            request.domain(),
                            here.uri(),
                            xml,
                            request.disks().keySet(),
                            request.reachedAt(),
                            request.bandwidth());
                    StandStill standStill = new StandStill(there, request.domain())) {
                return new RunningMove(migration, source, present, request, listener, standStill).toTheEnd();
            }
        }
    }

    @Override
    public void fetchRest(MoveRequest request, MoveListener listener) throws HypervisorException {
        try (DomainHandle present = here.domain(request.domain())) {
            if (present.isSplit()) {
                try (Connection there = Connection.open(request.from());
                        DomainHandle source = there.domain(request.domain())) {
                    new RestOfMemory(request, source, present, here.uri(), listener).toTheEnd();
                }
            }
        }
    }

    @Override
    public boolean isSplit(String domain) throws HypervisorException {
        Optional<DomainHandle> found = here.find(domain);
        if (found.isEmpty()) {
            return false;
        }
        try (DomainHandle handle = found.get()) {
            return handle.isSplit();
        }
    }

    @Override
    public long memory(String domain) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            return DomainXml.parse(handle.liveXml()).memory();
        }
    }

    private static void requireOff(DomainHandle present) throws HypervisorException {
        if (present.state().active()) {
            throw new HypervisorException(Reason.WRONG_STATE, "VM '" + present.name() + "' runs here already");
        }
        ManagedSave.refuse(present);
    }

    @Override
    public Optional<RunState> stateAt(String address, String domain) throws HypervisorException {
        try (Connection there = Connection.open(address)) {
            Optional<DomainHandle> found = there.find(domain);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (DomainHandle handle = found.get()) {
                return Optional.of(handle.state());
            }
        }
    }

    @Override
    public List<MoveObstacle> examine(String address, String domain) throws HypervisorException {
        try (Connection there = Connection.open(address);
                DomainHandle source = there.domain(domain)) {
            return new MoveExamination(here, there).of(source);
        }
    }

    @Override
    public boolean isLeaving(String domain) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            return handle.state().active() && handle.isLeaving();
        }
    }

    @Override
    public void cancelLeaving(String domain) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            if (handle.state().active() && handle.isLeaving()) {
                handle.abortJob();
            }
        }
    }

    @Override
    public void settle(String domain, Map<String, Path> disks) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            DomainXml persistent = DomainXml.parse(handle.persistentXml());
            Map<String, Path> wanted = new TreeMap<>(disks);
            wanted.entrySet()
                    .removeIf(disk -> disk.getValue().equals(persistent.files().get(disk.getKey())));
            if (!wanted.isEmpty()) {
                here.define(domain, persistent.withFiles(wanted));
            }
        }
    }

    @Override
    public void resume(String domain) throws HypervisorException {
        try (DomainHandle handle = here.domain(domain)) {
            if (handle.state() == RunState.HELD) {
                handle.resume();
            }
        }
    }
}
