package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Collects which files of this host something stands on, directly or not: sealed files are shared by copies (rule L5). */
final class FilesInUse {

    private final VmSession session;
    private final DiskImages images;
    private final Set<Path> files = new HashSet<>();

    FilesInUse(VmSession session) {
        this.session = session;
        this.images = session.images();
    }

    /** What has been collected so far. */
    Set<Path> files() {
        return files;
    }

    /** Adds what every domain of this host is on, and every snapshot of every VM but this one, wherever they lie. */
    FilesInUse addDomainsAndOtherVms() throws KssException, HypervisorException, IOException {
        addDomains(name -> true);
        return addOtherVms();
    }

    /** The same without what this VM's domain is on. */
    FilesInUse addOthers() throws KssException, HypervisorException, IOException {
        addDomains(name -> !name.equals(session.name()));
        return addOtherVms();
    }

    private void addDomains(Predicate<String> wanted) throws HypervisorException {
        for (String name :
                session.host().hypervisor().domains().stream().filter(wanted).toList()) {
            Optional<Domain> domain = session.host().hypervisor().domain(name);
            for (DomainDisk disk : domain.map(Domain::disks).orElse(List.of())) {
                add(disk.source());
                if (disk.liveSource().isPresent()) {
                    add(disk.liveSource().get());
                }
            }
        }
    }

    private FilesInUse addOtherVms() throws KssException, HypervisorException, IOException {
        for (String name : session.host().workspace().vms()) {
            Optional<LocalVm> other = name.equals(session.name())
                    ? Optional.empty()
                    : session.host().workspace().vm(name).load();
            for (LocalSnapshot snapshot :
                    other.map(vm -> vm.chain().snapshots().values()).orElse(List.of())) {
                add(snapshot);
            }
        }
        return this;
    }

    /** Adds a snapshot's files and what they stand on. */
    void add(LocalSnapshot snapshot) throws HypervisorException {
        for (LocalLayer layer : snapshot.layers().values()) {
            add(layer.file());
        }
    }

    private void add(Path top) throws HypervisorException {
        if (files.add(top) && images.exists(top)) {
            for (ImageInfo image : images.chain(top)) {
                files.add(image.file());
            }
        }
    }
}
