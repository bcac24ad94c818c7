package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.identity.VmId;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.Position;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.VmWorkspace;
import io.kss.core.workspace.Workspace;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far this host has seen each VM's journal, for work that only reads or puts up fences: enough to notice a repository
 * that was set back (rule J4), without touching what a running operation on the VM remembers.
 */
final class KnownHistories {

    private final Workspace workspace;

    KnownHistories(Workspace workspace) {
        this.workspace = workspace;
    }

    Map<VmId, JournalMemory> memories() throws KssException, IOException {
        Map<VmId, JournalMemory> memories = new HashMap<>();
        for (String name : workspace.vms()) {
            VmWorkspace vm = workspace.vm(name);
            Optional<LocalVm> local = vm.load();
            Optional<Position> last = vm.journal().last();
            if (local.isPresent() && last.isPresent()) {
                JournalMemory memory = JournalMemory.volatileMemory();
                memory.remember(last.get());
                memories.put(local.get().vm(), memory);
            }
        }
        return memories;
    }
}
