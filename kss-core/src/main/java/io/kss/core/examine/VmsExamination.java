package io.kss.core.examine;

import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.VmWorkspace;
import io.kss.core.workspace.Workspace;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at every VM that is defined here or that this host remembers, one after the other. */
public final class VmsExamination {

    private final Remarks remarks;
    private final Hypervisor hypervisor;
    private final Workspace workspace;
    private final List<LocalVm> vms = new ArrayList<>();
    private final Set<Path> attached = new HashSet<>();
    private final Map<SnapshotId, String> published = new HashMap<>();
    private boolean allKnown = true;

    public VmsExamination(Remarks remarks, Hypervisor hypervisor, Workspace workspace) {
        this.remarks = remarks;
        this.hypervisor = hypervisor;
        this.workspace = workspace;
    }

    /**
     * Looks at one VM.
     *
     * @param localOnly targets of disks that stay here
     * @param histories tells what the repository knows of a VM, empty if it can't be asked or does not have it
     */
    public void examine(String name, Set<String> localOnly, Histories histories) throws IOException {
        int before = remarks.count();
        try {
            Optional<Domain> domain = hypervisor.domain(name);
            domain.ifPresent(found -> found.disks().forEach(disk -> {
                attached.add(disk.source());
                disk.liveSource().ifPresent(attached::add);
            }));
            VmWorkspace memory = workspace.vm(name);
            Optional<LocalVm> local = memory.load();
            VmExamination examination = new VmExamination(remarks, name);
            if (local.isEmpty()) {
                domain.ifPresent(examination::unmanaged);
                return;
            }
            vms.add(local.get());
            examination.domain(local.get(), domain, localOnly);
            new LayerExamination(remarks, name, hypervisor.images()).examine(local.get());
            examination.unfinished(local.get(), memory);
            Optional<VmState> state = histories.of(local.get());
            state.ifPresent(known -> {
                known.snapshots().keySet().forEach(id -> published.put(id, name));
                known.merged().keySet().forEach(id -> published.put(id, name));
            });
            examination.unsent(local.get());
            examination.lease(local.get(), domain, state);
            if (remarks.isFineSince(before)) {
                remarks.ok(name, "Its files, its definition and what kss remembers of them fit together.");
            }
        } catch (KssException e) {
            allKnown = false;
            remarks.problem(name, e);
        } catch (HypervisorException e) {
            allKnown = false;
            remarks.problem(name, Failures.of(e));
        }
    }

    /** Looks for files that belong to none of the VMs looked at. */
    public void leftovers(Path imagesFolder) {
        // A VM that could not be looked at may use any of them.
        if (allKnown) {
            try {
                new FolderExamination(remarks, hypervisor.images()).examine(imagesFolder, vms, attached, published);
            } catch (HypervisorException e) {
                remarks.problem("images folder", Failures.of(e));
            }
        }
    }

    /** Asks the repository. */
    @FunctionalInterface
    public interface Histories {
        Optional<VmState> of(LocalVm vm) throws KssException, IOException;
    }
}
