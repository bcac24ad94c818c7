package io.kss.cli.command;

import io.kss.cli.hooks.Installation;
import io.kss.cli.hooks.RunningServices;
import io.kss.cli.json.Fields;
import io.kss.cli.session.Output;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss hooks remove}. */
@Command(
        name = "remove",
        description = "Take away what kss hooks install put there; VMs and their work stay as they are.")
final class HooksRemoveCommand implements Callable<Integer> {

    private final HookInstallations installations;
    private final Output output;

    @Mixin
    private RootOption root = new RootOption();

    @Inject
    HooksRemoveCommand(HookInstallations installations, Output output) {
        this.installations = installations;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        Installation installation = installations.below(root.folder());
        List<Path> removed;
        try {
            removed = installation.remove();
        } catch (IOException e) {
            throw HookInstallations.explained(e, "kss hooks remove");
        }
        if (root.isThisHost()) {
            RunningServices.removed();
        }
        return output.done(
                "hooks remove",
                () -> new Fields()
                        .with("removed", removed.stream().map(Path::toString).toList()),
                () -> removed.isEmpty()
                        ? List.of("There was nothing to remove.")
                        : removed.stream().map(file -> "removed " + file).toList());
    }
}
