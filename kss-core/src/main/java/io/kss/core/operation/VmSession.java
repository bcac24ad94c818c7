package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.JournalMemory;
import io.kss.core.workspace.JournalFile;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.VmWorkspace;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One piece of work on one VM, or one look at it: the memory as loaded, and every change of it. Work is done under the
 * VM's lock and saves each change at once. A look takes no lock, so that others may work meanwhile; what it learns it
 * keeps to itself, for saving it would undo what they save. Not thread-safe.
 */
public final class VmSession {

    private final Host host;
    private final String name;
    private final Set<String> localOnlyDisks;
    private final VmWorkspace workspace;
    private final boolean locked;
    private Optional<LocalVm> local;

    private VmSession(Host host, String name, Set<String> localOnlyDisks, boolean locked)
            throws IOException, KssException {
        this.locked = locked;
        this.host = host;
        this.name = name;
        this.localOnlyDisks = localOnlyDisks;
        this.workspace = host.workspace().vm(name);
        this.local = workspace.load();
    }

    /** For work; the caller holds the VM's lock until the work is done. */
    public static VmSession working(Host host, String name, Set<String> localOnlyDisks)
            throws IOException, KssException {
        return new VmSession(host, name, localOnlyDisks, true);
    }

    /** For a look, without the lock. */
    public static VmSession looking(Host host, String name, Set<String> localOnlyDisks)
            throws IOException, KssException {
        return new VmSession(host, name, localOnlyDisks, false);
    }

    public Host host() {
        return host;
    }

    public String name() {
        return name;
    }

    public Set<String> localOnlyDisks() {
        return localOnlyDisks;
    }

    public VmWorkspace workspace() {
        return workspace;
    }

    /** Whether this is work, under the VM's lock. */
    boolean isWork() {
        return locked;
    }

    /** What this host remembers of the VM's journal. */
    JournalMemory journalMemory() throws IOException, KssException {
        JournalFile file = workspace.journal();
        return locked ? file : new SeenJournal(file.last());
    }

    DiskImages images() {
        return host.images();
    }

    /** What is remembered, or empty for a VM that kss does not manage here. */
    public Optional<LocalVm> local() {
        return local;
    }

    /** What is remembered of a VM that is managed here. */
    public LocalVm managed() {
        return local.orElseThrow(() -> new IllegalStateException(name + " is not managed here"));
    }

    LocalChain chain() {
        return managed().chain();
    }

    /** Remembers, durably if this is work. */
    void remember(LocalVm vm) throws IOException {
        if (locked) {
            workspace.save(vm);
        }
        local = Optional.of(vm);
    }

    /** Remembers nothing any more. */
    void forget() throws IOException {
        if (locked) {
            workspace.forget();
        }
        local = Optional.empty();
    }

    /** The same because a person said so: the files that are here can be told again if the VM is met again. */
    void forgetOnPurpose() throws IOException {
        workspace.forgetOnPurpose(managed());
        local = Optional.empty();
    }

    /** Changes what is remembered, durably if this is work. */
    void update(UnaryOperator<LocalVm> change) throws IOException {
        LocalVm changed = change.apply(managed());
        if (!changed.equals(managed())) {
            remember(changed);
        }
    }

    /** The domain as it is now, or empty. */
    public Optional<Domain> domain() throws HypervisorException {
        return host.hypervisor().domain(name);
    }

    /** The domain as it is now. */
    Domain requireDomain() throws HypervisorException, KssException {
        return domain().orElseThrow(() -> new KssException(
                Reason.NO_SUCH_VM,
                "There is no VM named " + name + " on this host.",
                "kss status lists the VMs that are known here and in the repository",
                "kss pull " + name + " brings it here if the repository has it"));
    }
}
