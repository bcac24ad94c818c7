package io.kss.cli.command;

import io.kss.cli.config.Environment;
import io.kss.cli.peer.GivingService;
import io.kss.cli.session.Session;
import io.kss.core.takeover.Giving;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss peer}: what kss on another host runs here, through SSH, to take a VM over. */
@Command(name = "peer", hidden = true, description = "Used by kss on another host.")
final class PeerCommand implements Callable<Integer> {

    private final Session session;
    private final Environment environment;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Inject
    PeerCommand(Session session, Environment environment) {
        this.session = session;
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> client = environment.variable("SSH_CONNECTION").map(text -> text.split(" ", 2)[0]);
        try (Giving giving = session.kss().virtualMachine(vm.name()).giveAway()) {
            new GivingService(session.configuration().settings().hostName(), client, giving)
                    .serve(System.in, System.out);
        }
        return 0;
    }
}
