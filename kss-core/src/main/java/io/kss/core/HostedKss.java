package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.gc.CollectionReport;
import io.kss.core.gc.GarbageCollector;
import io.kss.core.identity.VmId;
import io.kss.core.journal.JournalMemory;
import io.kss.core.operation.Host;
import io.kss.core.operation.Store;
import io.kss.core.repository.NamedVm;
import io.kss.core.storecheck.CheckResult;
import io.kss.spi.storage.StorageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The library on one host. */
final class HostedKss implements Kss {

    private final Host host;
    private final StoreLink store;
    private final Settings settings;

    HostedKss(Host host, StoreLink store, Settings settings) {
        this.host = host;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public String initRepository() throws KssException {
        return Work.explained(store, store::init);
    }

    @Override
    public StoreReport checkStore() throws KssException {
        return Work.explained(store, () -> {
            CheckResult result = store.check(host.progress());
            return new StoreReport(store.displayName(), Finding.of(result.remarks()), result.speed());
        });
    }

    @Override
    public List<VirtualMachine> virtualMachines() throws KssException {
        return Work.explained(store, () -> {
            Set<String> names = new TreeSet<>(host.hypervisor().domains());
            names.addAll(host.workspace().vms());
            try {
                store.open().repository().vms().stream().map(NamedVm::name).forEach(names::add);
            } catch (StorageException e) {
                KssException told = store.explain(e);
                if (told.reason() != Reason.STORE_UNAVAILABLE && told.reason() != Reason.STORE_DENIED) {
                    throw told;
                }
            }
            return names.stream().map(this::virtualMachine).toList();
        });
    }

    @Override
    public VirtualMachine virtualMachine(String name) {
        return new HostedVm(host, store, name, settings.vm(name), settings.retention());
    }

    @Override
    public VerifyReport verify(Optional<String> vm, boolean deep) throws KssException {
        return Work.explained(store, () -> new RepositoryCheck(host, store.open()).verify(vm, deep));
    }

    @Override
    public GcReport collectGarbage(boolean dryRun) throws KssException {
        return Work.explained(store, () -> {
            Store opened = store.open();
            Map<VmId, JournalMemory> memories = new KnownHistories(host.workspace()).memories();
            GarbageCollector collector = new GarbageCollector(
                    opened.repository(),
                    opened.chunks(),
                    host.identity(),
                    vm -> memories.getOrDefault(vm, JournalMemory.volatileMemory()),
                    host.clock(),
                    host.progress());
            CollectionReport report = dryRun ? collector.estimate() : collector.collect();
            return new GcReport(
                    report.deletedPacks(), report.rewrittenPacks(), report.freedBytes(), report.liveBytes());
        });
    }

    @Override
    public List<Finding> examine() throws KssException {
        return Work.explained(store, () -> new HostCheck(host, store, settings).examine());
    }

    @Override
    public Hooks hooks() {
        return new HostedHooks(host, store, settings);
    }

    @Override
    public void close() {
        store.close();
    }
}
