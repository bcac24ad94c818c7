package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.cli.terminal.Terminal;
import io.kss.core.Hooks;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code kss hooks call}: libvirt's question whether a VM may start, or come here running. It waits with the VM, and with
 * every list of VMs, for the answer: an exit code, and for a refusal the reason on standard error, which goes to the
 * user's screen.
 */
@Command(name = "call", hidden = true, description = "Answer libvirt's hook; the domain's XML is on standard input.")
final class HooksCallCommand implements Callable<Integer> {

    /** More than a NAS that is awake takes, and less than people take for a hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Session session;
    private final Output output;
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "VM", description = "The domain's name.")
    private String vm = "";

    @Parameters(index = "1", paramLabel = "OPERATION", description = "prepare or migrate.")
    private String operation = "";

    @Inject
    HooksCallCommand(Session session, Output output, Terminal terminal) {
        this.session = session;
        this.output = output;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Hooks hooks = session.kssInHook(terminal.input()).hooks();
        if (operation.equals("migrate")) {
            hooks.admitIncoming(vm);
        } else {
            hooks.admitStart(vm, PATIENCE);
        }
        return output.done("hooks call", () -> new Fields().with("vm", vm), List::of);
    }
}
