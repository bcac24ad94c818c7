package io.kss.examples.embed;

import io.kss.core.Keep;
import io.kss.core.Kss;
import io.kss.core.KssBuilder;
import io.kss.core.PushResult;
import io.kss.core.ResolveResult;
import io.kss.core.Settings;
import io.kss.core.StoreConnector;
import io.kss.core.VirtualMachine;
import io.kss.core.VmStatus;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Sends a VM to a folder on the NAS, and keeps both sides if another host went on with it meanwhile. */
public final class EmbedMinimal {

    private EmbedMinimal() {}

    /** Arguments: the NAS folder, this host's name, a state folder, an images folder, the VM. */
    public static void main(String[] args) throws Exception {
        HypervisorProvider provider =
                ServiceLoader.load(HypervisorProvider.class).findFirst().orElseThrow();
        try (Hypervisor hypervisor = provider.open(PluginConfig.of(provider.configKeys(), Map.of(), Map.of()))) {
            System.Logger log = System.getLogger("embed-minimal");
            Settings settings = Settings.of(args[1], Path.of(args[2]), Path.of(args[3]));
            send(args[4], Path.of(args[0]), settings, hypervisor, line -> log.log(System.Logger.Level.INFO, line));
        }
    }

    static void send(String vmName, Path nas, Settings settings, Hypervisor hypervisor, Consumer<String> out)
            throws KssException, ConfigException {
        KssBuilder builder = new KssBuilder()
                .store(StoreConnector.installed("directory", Map.of("path", nas.toString())))
                .hypervisor(hypervisor)
                .settings(settings)
                .progress(at -> out.accept(at.step() + " " + at.done() + " of " + at.total() + " bytes"));
        try (Kss kss = builder.build()) {
            VirtualMachine vm = kss.virtualMachine(vmName);
            VmStatus status = vm.status();
            out.accept(vmName + " is " + status.relation() + ", unsent snapshots: "
                    + status.unsent().size());
            try {
                PushResult pushed = vm.push();
                out.accept("sent " + pushed.published().size() + " snapshot(s), " + pushed.storedBytes() + " bytes");
            } catch (KssException e) {
                if (e.reason() != Reason.DIVERGED) {
                    throw e;
                }
                out.accept(e.message());
                ResolveResult resolved = vm.resolve(Keep.BOTH);
                out.accept("our side is the branch " + resolved.branch() + " and the VM "
                        + resolved.secondVm().orElseThrow());
            }
        }
    }
}
