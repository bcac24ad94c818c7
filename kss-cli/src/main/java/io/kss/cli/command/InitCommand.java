package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code kss init}. */
@Command(name = "init", description = "Create the repository on the configured store.")
final class InitCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;

    @Inject
    InitCommand(Session session, Output output) {
        this.session = session;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        String id = session.kss().initRepository();
        return output.done(
                "init",
                () -> new Fields().with("repository", id),
                () -> List.of(
                        "Created repository " + id + ". Name the same store on your other hosts, then: kss push VM"));
    }
}
