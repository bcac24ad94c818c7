package io.kss.cli.command;

import io.kss.cli.json.Results;
import io.kss.cli.render.GoingBackText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.CloneResult;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kss clone}. */
@Command(name = "clone", description = "Make a second VM, with an identity of its own, from any snapshot.")
final class CloneCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final GoingBackText text;

    @Parameters(
            index = "0",
            paramLabel = "VM[@SNAPSHOT]",
            description = "What it begins as: a snapshot by the beginning of its id, a branch, or the newest.",
            converter = VmAtSnapshot.Converter.class)
    private VmAtSnapshot from = VmAtSnapshot.NONE;

    @Parameters(index = "1", paramLabel = "NEW-VM", description = "Its name.", converter = VmName.class)
    private String newName = "";

    @Inject
    CloneCommand(Session session, Output output, GoingBackText text) {
        this.session = session;
        this.output = output;
        this.text = text;
    }

    @Override
    public Integer call() throws Exception {
        CloneResult result = session.kss().virtualMachine(from.vm()).cloneAs(newName, from.snapshot());
        return output.done("clone", () -> Results.cloned(from.vm(), result), () -> text.cloned(from.vm(), result));
    }
}
