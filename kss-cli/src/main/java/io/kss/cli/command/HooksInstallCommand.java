package io.kss.cli.command;

import io.kss.cli.hooks.Installation;
import io.kss.cli.hooks.RunningServices;
import io.kss.cli.json.Fields;
import io.kss.cli.session.Output;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss hooks install}. */
@Command(
        name = "install",
        description = "Have VMs that are started or stopped with virsh, virt-manager or from inside go by kss's rules.")
final class HooksInstallCommand implements Callable<Integer> {

    private final HookInstallations installations;
    private final Output output;

    @Mixin
    private RootOption root = new RootOption();

    @Inject
    HooksInstallCommand(HookInstallations installations, Output output) {
        this.installations = installations;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        Installation installation = installations.below(root.folder());
        List<Path> changed;
        try {
            changed = installation.install();
        } catch (IOException e) {
            throw HookInstallations.explained(e, "kss hooks install");
        }
        List<String> todo = root.isThisHost() ? RunningServices.installed() : List.of();
        return output.done(
                "hooks install",
                () -> new Fields()
                        .with("changed", changed.stream().map(Path::toString).toList())
                        .with("next", todo),
                () -> lines(changed, todo));
    }

    private static List<String> lines(List<Path> changed, List<String> todo) {
        List<String> lines = new ArrayList<>();
        changed.forEach(file -> lines.add("installed " + file));
        if (changed.isEmpty()) {
            lines.add("Everything is installed already.");
        }
        todo.forEach(next -> lines.add("next: " + next));
        return lines;
    }
}
