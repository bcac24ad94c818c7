package io.kss.core.verify;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.journal.Journal;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.Position;
import io.kss.core.journal.VmState;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replays journals from their first entry, and compares them with what this host saw of them. Writes nothing. */
final class JournalCheck {

    private final Repository repository;
    private final HostIdentity host;
    private final List<String> problems;

    JournalCheck(Repository repository, HostIdentity host, List<String> problems) {
        this.repository = repository;
        this.host = host;
        this.problems = problems;
    }

    /** The VM's state, also where only its newer part can be read; empty if there is no journal or it can't be used. */
    Optional<KnownVm> check(NamedVm vm, Optional<Position> seen) throws IOException {
        Journal journal = repository.journal(vm.id(), JournalMemory.volatileMemory(), host);
        Optional<VmState> state = replay(journal, vm, seen);
        if (state.isEmpty()) {
            state = fromCheckpoint(journal);
        }
        return state.filter(found -> !found.isEmpty()).map(found -> new KnownVm(vm, found));
    }

    private Optional<VmState> replay(Journal journal, NamedVm vm, Optional<Position> seen) throws IOException {
        Map<Long, String> hashes = new HashMap<>();
        long wanted = seen.map(Position::number).orElse(0L);
        try {
            VmState state = journal.replay(entry -> {
                if (entry.number() == wanted + 1) {
                    hashes.put(wanted, entry.previous());
                }
            });
            hashes.put(state.number(), state.hash());
            if (seen.isPresent() && !seen.get().hash().equals(hashes.get(wanted))) {
                problems.add(rewritten(vm, seen.get()));
            }
            return Optional.of(state);
        } catch (KssException e) {
            problems.add(e.message() + " It belongs to the history of the VM " + vm.name()
                    + ", which nobody can build on beyond it; no copy of it is kept on the hosts. What to do: "
                    + String.join("; ", ways(vm, e)) + ".");
            return Optional.empty();
        }
    }

    private static Optional<VmState> fromCheckpoint(Journal journal) throws IOException {
        try {
            return Optional.of(journal.read());
        } catch (KssException e) {
            // Told already; the snapshots of this VM can't be looked at.
            return Optional.empty();
        }
    }

    private static List<String> ways(NamedVm vm, KssException problem) {
        List<String> ways = new ArrayList<>();
        ways.add("restore the object from a backup of the store");
        ways.add("work goes on with kss start " + vm.name() + " --offline on a host that has the VM");
        return problem.reason() == io.kss.core.failure.Reason.NEWER_FORMAT ? problem.waysOut() : ways;
    }

    private static String rewritten(NamedVm vm, Position seen) {
        return "The history of the VM " + vm.name() + " (vms/" + vm.id()
                + "/journal) is not the one this host last saw:"
                + " entry " + seen.number() + " is gone or was replaced. The store was probably restored from an older"
                + " backup. What to do: put back the newer files of that folder from a backup of the store; or"
                + " kss forget " + vm.name() + " and kss pull " + vm.name() + ", which starts over with what is there"
                + " now and leaves the disks here as they are.";
    }
}
