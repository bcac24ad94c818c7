package io.kss.cli.command;

import io.kss.core.BranchView;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;

/** Finds the branch that a command is about. */
final class Branch {

    private Branch() {}

    /** How the branch of that name stands. */
    static BranchView find(VirtualMachine machine, String name) throws KssException {
        return machine.branches().stream()
                .filter(branch -> branch.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new KssException(
                                Reason.NO_SUCH_BRANCH,
                                machine.name() + " has no branch named " + name + ".",
                                "kss branch list " + machine.name())
                        .with("vm", machine.name())
                        .with("branch", name));
    }
}
