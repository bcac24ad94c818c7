package io.kss.cli;

import io.kss.core.Finding;
import io.kss.core.GcReport;
import io.kss.core.Hooks;
import io.kss.core.Kss;
import io.kss.core.StoreReport;
import io.kss.core.VerifyReport;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A library that answers what a test put in. */
final class FakeKss implements Kss {

    final Map<String, FakeVm> vms = new LinkedHashMap<>();
    final List<String> calls = new ArrayList<>();
    VerifyReport verify = new VerifyReport(1, 2, 3, 0, List.of(), List.of());
    List<Finding> findings = new ArrayList<>();
    StoreReport storeReport = new StoreReport("directory /mnt/nas", List.of(), Optional.empty());
    Optional<KssException> refusal = Optional.empty();
    FakeHooks hooks = new FakeHooks();
    boolean closed;

    FakeVm vm(String name) {
        return vms.computeIfAbsent(name, FakeVm::new);
    }

    @Override
    public String initRepository() throws KssException {
        called("init");
        return "0123456789abcdef0123456789abcdef";
    }

    @Override
    public StoreReport checkStore() throws KssException {
        called("checkStore");
        return storeReport;
    }

    @Override
    public List<VirtualMachine> virtualMachines() throws KssException {
        called("virtualMachines");
        return List.copyOf(vms.values());
    }

    @Override
    public VirtualMachine virtualMachine(String name) {
        return vm(name);
    }

    @Override
    public VerifyReport verify(Optional<String> vm, boolean deep) throws KssException {
        called("verify " + vm.orElse("everything") + (deep ? " deep" : ""));
        return verify;
    }

    @Override
    public GcReport collectGarbage(boolean dryRun) throws KssException {
        called("gc" + (dryRun ? " dry" : ""));
        return new GcReport(3, 1, 1_500_000_000, 20_000_000_000L);
    }

    @Override
    public List<Finding> examine() throws KssException {
        called("examine");
        return findings;
    }

    @Override
    public Hooks hooks() {
        return hooks;
    }

    @Override
    public void close() {
        closed = true;
    }

    private void called(String call) throws KssException {
        calls.add(call);
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    static KssException refusal(Reason reason) {
        return new KssException(reason, "It is " + reason.code() + ".", "kss way one", "kss way two")
                .with("vm", "gaming");
    }
}
