package io.kss.core;

import io.kss.core.conflict.Relation;
import io.kss.core.journal.Lease;
import io.kss.spi.hypervisor.RunState;
import java.util.List;
import java.util.Optional;

/** What a person would do next about a VM. */
final class NextSteps {

    private NextSteps() {}

    static List<String> of(
            String vm,
            Optional<RunState> run,
            Relation relation,
            Optional<Lease> lease,
            boolean ours,
            boolean unsent,
            boolean suspended) {
        if (lease.isPresent() && !ours && relation != Relation.DIVERGED) {
            return List.of("on " + lease.get().host().name() + ": kss stop " + vm);
        }
        boolean active = run.map(RunState::active).orElse(false);
        return switch (relation) {
            case DIVERGED ->
                active
                        ? List.of("kss stop " + vm)
                        : List.of(
                                "kss resolve " + vm + " --keep local",
                                "kss resolve " + vm + " --keep remote",
                                "kss resolve " + vm + " --keep both");
            case AHEAD, ONLY_HERE -> List.of(active ? "kss stop " + vm : "kss push " + vm);
            case BEHIND, ONLY_IN_REPOSITORY -> List.of("kss start " + vm);
            case IN_SYNC ->
                suspended && !active
                        ? List.of("kss start " + vm)
                        : ours && !active ? List.of("kss start " + vm, "kss push " + vm) : List.of();
            case UNKNOWN -> unsent ? List.of("kss push " + vm) : List.of();
        };
    }
}
