package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
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

/** One piece of work on one VM, under its lock: the memory as loaded, every change of it saved at once. Not thread-safe. */
public final class VmSession {

    private final Host host;
    private final String name;
    private final Set<String> localOnlyDisks;
    private final VmWorkspace workspace;
    private Optional<LocalVm> local;

    public VmSession(Host host, String name, Set<String> localOnlyDisks) throws IOException, KssException {
        this.host = host;
        this.name = name;
        this.localOnlyDisks = localOnlyDisks;
        this.workspace = host.workspace().vm(name);
        this.local = workspace.load();
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

    /** Remembers, durably. */
    void remember(LocalVm vm) throws IOException {
        workspace.save(vm);
        local = Optional.of(vm);
    }

    /** Remembers nothing any more. */
    void forget() throws IOException {
        workspace.forget();
        local = Optional.empty();
    }

    /** Changes what is remembered, durably. */
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
