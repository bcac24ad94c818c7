package io.kss.core;

import io.kss.core.examine.HostExamination;
import io.kss.core.examine.Remarks;
import io.kss.core.examine.StoreExamination;
import io.kss.core.examine.VmsExamination;
import io.kss.core.failure.KssException;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.VmState;
import io.kss.core.operation.Host;
import io.kss.core.operation.Store;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Examines this host, with or without its store. */
final class HostCheck {

    private final Host host;
    private final StoreLink link;
    private final Settings settings;
    private final Remarks remarks = new Remarks();

    HostCheck(Host host, StoreLink link, Settings settings) {
        this.host = host;
        this.link = link;
        this.settings = settings;
    }

    List<Finding> examine() throws IOException {
        HostExamination here = new HostExamination(remarks);
        here.stateFolder(settings.stateFolder());
        Optional<List<String>> domains = here.hypervisor(host.hypervisor(), settings.imagesFolder());
        Optional<Store> store = store();
        if (domains.isPresent()) {
            Set<String> names = new TreeSet<>(host.workspace().vms());
            names.addAll(domains.get());
            VmsExamination vms = new VmsExamination(remarks, host.hypervisor(), host.workspace());
            for (String name : names) {
                vms.examine(name, settings.vm(name).localOnlyDisks(), local -> history(store, local));
            }
            vms.leftovers(settings.imagesFolder());
        }
        return Finding.of(remarks.all());
    }

    private Optional<Store> store() throws IOException {
        try {
            Store opened = link.open();
            new StoreExamination(remarks).examine(opened.repository());
            return Optional.of(opened);
        } catch (KssException e) {
            remarks.problem("store", e);
        } catch (StorageException e) {
            remarks.problem("store", link.explain(e));
        }
        return Optional.empty();
    }

    /** What the journal says, without settling anything that is pending. */
    private Optional<VmState> history(Optional<Store> store, LocalVm vm) throws KssException, IOException {
        if (store.isEmpty()) {
            return Optional.empty();
        }
        JournalMemory memory = JournalMemory.volatileMemory();
        var last = host.workspace().vm(vm.name()).journal().last();
        if (last.isPresent()) {
            memory.remember(last.get());
        }
        try {
            VmState state = store.get()
                    .repository()
                    .journal(vm.vm(), memory, host.identity())
                    .read();
            return state.isEmpty() ? Optional.empty() : Optional.of(state);
        } catch (StorageException e) {
            throw link.explain(e);
        }
    }
}
