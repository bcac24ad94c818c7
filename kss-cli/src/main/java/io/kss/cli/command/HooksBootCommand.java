package io.kss.cli.command;

import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.Hooks;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kss hooks boot}: runs when the host has come up. */
@Command(name = "boot", hidden = true, description = "Go on with what was not sent when this host went down.")
final class HooksBootCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Inject
    HooksBootCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        Hooks hooks = session.kss().hooks();
        Unattended work = new Unattended(hooks);
        work.goOn(hooks.managed());
        return output.result("hooks boot", work.exit(), work::fields, work::lines);
    }
}
