package io.kss.cli.command;

import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.Hooks;
import io.kss.core.failure.KssException;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;

/** {@code kss hooks shutdown}: runs before the host goes down. All guests shut down at once; then their work is sent. */
@Command(name = "shutdown", hidden = true, description = "Stop and seal all VMs, then send their work.")
final class HooksShutdownCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Inject
    HooksShutdownCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        Hooks hooks = session.kss().hooks();
        Unattended work = new Unattended(hooks);
        List<String> vms = hooks.managed();
        bringDown(hooks, vms, work);
        work.goOn(vms);
        return output.result("hooks shutdown", work.exit(), work::fields, work::lines);
    }

    private static void bringDown(Hooks hooks, List<String> vms, Unattended work) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Map<String, Future<Boolean>> running = new LinkedHashMap<>();
            for (String vm : vms) {
                running.put(vm, threads.submit(() -> hooks.bringDown(vm)));
            }
            for (Map.Entry<String, Future<Boolean>> each : running.entrySet()) {
                try {
                    boolean unused = each.getValue().get();
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof KssException refusal)) {
                        throw e;
                    }
                    work.refused(each.getKey(), refusal);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
