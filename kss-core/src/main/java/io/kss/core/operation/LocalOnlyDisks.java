package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.manifest.LocalOnlyDisk;
import io.kss.core.manifest.Manifest;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Disks that stay on their host. All hosts of a VM must agree on which these are (rule L8). */
final class LocalOnlyDisks {

    private LocalOnlyDisks() {}

    /** Those that a snapshot of the domain leaves out. */
    static List<LocalOnlyDisk> of(VmSession session, Domain domain) throws HypervisorException {
        List<LocalOnlyDisk> left = new ArrayList<>();
        for (DomainDisk disk : domain.disks()) {
            if (session.localOnlyDisks().contains(disk.target())) {
                left.add(new LocalOnlyDisk(
                        disk.target(), session.images().info(disk.source()).virtualSize()));
            }
        }
        left.sort(Comparator.comparing(LocalOnlyDisk::target));
        return left;
    }

    /** This host's configuration leaves out the same disks as the snapshot. */
    static void requireSame(VmSession session, Manifest manifest) throws KssException {
        Set<String> theirs =
                manifest.localOnlyDisks().stream().map(LocalOnlyDisk::target).collect(Collectors.toSet());
        Set<String> all = new TreeSet<>(theirs);
        manifest.disks().forEach(disk -> all.add(disk.target()));
        Set<String> ours = new TreeSet<>(session.localOnlyDisks());
        ours.retainAll(all);
        if (!ours.equals(theirs)) {
            throw new KssException(
                            Reason.WRONG_USAGE,
                            "The hosts disagree on which disks of " + session.name() + " are local-only: "
                                    + new TreeSet<>(theirs) + " on "
                                    + manifest.host().name() + ", " + ours
                                    + " here.",
                            "set local-only-disks in [vm." + session.name() + "] to the same disks on every host")
                    .with("vm", session.name());
        }
    }

    /** Adds their files to a definition: the present ones of this host, or new empty ones. */
    static void addTo(VmSession session, Manifest manifest, Optional<Domain> here, Map<String, Path> disks)
            throws HypervisorException {
        for (LocalOnlyDisk disk : manifest.localOnlyDisks()) {
            Optional<Path> present =
                    here.flatMap(domain -> domain.disk(disk.target())).map(DomainDisk::source);
            Path file = present.orElseGet(() -> session.host()
                    .imagesFolder()
                    .resolve(session.name().replace('/', '_') + "-" + disk.target() + "-local.qcow2"));
            if (!session.images().exists(file)) {
                session.images()
                        .createLayer(file, disk.size(), Optional.empty())
                        .close();
            }
            disks.put(disk.target(), file);
        }
    }
}
