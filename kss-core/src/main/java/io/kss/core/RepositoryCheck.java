package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Position;
import io.kss.core.operation.Host;
import io.kss.core.operation.Store;
import io.kss.core.repository.NamedVm;
import io.kss.core.verify.Subject;
import io.kss.core.verify.Verdict;
import io.kss.core.verify.Verification;
import io.kss.core.workspace.LocalVm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Verifies the repository, knowing what this host saw of it. */
final class RepositoryCheck {

    private final Host host;
    private final Store store;
    private final List<String> localProblems = new ArrayList<>();

    RepositoryCheck(Host host, Store store) {
        this.host = host;
        this.store = store;
    }

    VerifyReport verify(Optional<String> vm, boolean deep) throws KssException, IOException, InterruptedException {
        Optional<Subject> subject = vm.isPresent() ? Optional.of(subject(vm.get())) : Optional.empty();
        Verification verification = new Verification(
                store.repository(), store.chunks(), host.identity(), seen(), host.ids(), host.progress());
        Verdict verdict = verification.run(subject, deep);
        List<String> problems = new ArrayList<>(localProblems);
        problems.addAll(verdict.problems());
        return new VerifyReport(
                verdict.vms(), verdict.snapshots(), verdict.packs(), verdict.bytesRead(), problems, verdict.notes());
    }

    private Subject subject(String name) throws KssException, IOException {
        Optional<LocalVm> local = host.workspace().vm(name).load();
        if (local.isPresent()) {
            return new Subject(local.get().vm(), name);
        }
        NamedVm named = store.repository().find(name).orElseThrow(() -> noSuchVm(name));
        return new Subject(named.id(), named.name());
    }

    /** The last journal entries that this host saw; a host that forgot them checks the rest all the same. */
    private Map<VmId, Position> seen() throws IOException {
        Map<VmId, Position> seen = new HashMap<>();
        for (String name : host.workspace().vms()) {
            try {
                Optional<LocalVm> local = host.workspace().vm(name).load();
                Optional<Position> last = host.workspace().vm(name).journal().last();
                if (local.isPresent() && last.isPresent()) {
                    seen.put(local.get().vm(), last.get());
                }
            } catch (KssException e) {
                localProblems.add(e.message() + " What to do: " + String.join("; ", e.waysOut()) + ".");
            }
        }
        return seen;
    }

    private static KssException noSuchVm(String name) {
        return new KssException(
                        Reason.NO_SUCH_VM,
                        "The repository has no VM named " + name + ".",
                        "kss status lists the VMs that are known here and in the repository")
                .with("vm", name);
    }
}
