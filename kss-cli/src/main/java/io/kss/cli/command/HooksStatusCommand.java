package io.kss.cli.command;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.hooks.Installation;
import io.kss.cli.hooks.Installation.State;
import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.session.Output;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kss hooks status}. */
@Command(name = "status", description = "Show whether the hooks are there and current; exit code 8 if not.")
final class HooksStatusCommand implements Callable<Integer> {

    private final HookInstallations installations;
    private final Output output;

    @Mixin
    private RootOption root = new RootOption();

    @Inject
    HooksStatusCommand(HookInstallations installations, Output output) {
        this.installations = installations;
        this.output = output;
    }

    @Override
    public Integer call() throws Exception {
        List<Installation.Entry> entries = installations.below(root.folder()).entries();
        boolean current = entries.stream().allMatch(entry -> entry.state() == State.CURRENT);
        return output.result(
                "hooks status",
                current ? ExitCode.DONE : ExitCode.WRONG_STATE,
                () -> new Fields()
                        .with("current", current)
                        .with("files", Results.list(entries, HooksStatusCommand::file)),
                () -> lines(entries, current));
    }

    private static Fields file(Installation.Entry entry) {
        return new Fields().with("file", entry.path().toString()).with("state", entry.state());
    }

    private static List<String> lines(List<Installation.Entry> entries, boolean current) {
        List<String> lines = new ArrayList<>();
        for (Installation.Entry entry : entries) {
            String state = switch (entry.state()) {
                case CURRENT -> "current";
                case DIFFERENT -> "not what this kss would install here";
                case MISSING -> "missing";
            };
            lines.add(entry.path() + ": " + state);
        }
        if (!current) {
            lines.add("next: sudo kss hooks install");
        }
        return lines;
    }
}
