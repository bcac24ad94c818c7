package io.kss.cli.command;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.failure.Refusal;
import io.kss.cli.json.Documents;
import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.render.RefusalText;
import io.kss.cli.render.StatusText;
import io.kss.cli.render.Times;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.cli.terminal.Terminal;
import io.kss.core.Kss;
import io.kss.core.VirtualMachine;
import io.kss.core.VmStatus;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kss status}. A VM that can't be told about does not hide the others. */
@Command(name = "status", description = "Show how VMs stand: running or not, in sync or not, and what to do next.")
final class StatusCommand implements Callable<Integer> {

    private final Session session;
    private final Output output;
    private final Terminal terminal;
    private final Times times;

    @Parameters(
            paramLabel = "VM",
            arity = "0..*",
            description = "The VMs' names; without any, all.",
            converter = VmName.class)
    private List<String> names = new ArrayList<>();

    private record Entry(String name, Optional<VmStatus> status, Optional<Refusal> refusal) {}

    @Inject
    StatusCommand(Session session, Output output, Terminal terminal, Times times) {
        this.session = session;
        this.output = output;
        this.terminal = terminal;
        this.times = times;
    }

    @Override
    public Integer call() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (VirtualMachine machine : machines(session.kss())) {
            entries.add(entry(machine));
        }
        ExitCode exit = entries.stream()
                .flatMap(entry -> entry.refusal().stream())
                .map(Refusal::exit)
                .findFirst()
                .orElse(ExitCode.DONE);
        return output.result(
                "status",
                exit,
                () -> new Fields().with("vms", Results.list(entries, StatusCommand::fields)),
                () -> lines(entries));
    }

    private List<VirtualMachine> machines(Kss kss) throws KssException {
        return names.isEmpty()
                ? kss.virtualMachines()
                : names.stream().distinct().map(kss::virtualMachine).toList();
    }

    private static Entry entry(VirtualMachine machine) throws KssException {
        try {
            return new Entry(machine.name(), Optional.of(machine.status()), Optional.empty());
        } catch (KssException e) {
            if (e.reason() == Reason.INTERRUPTED || e.reason() == Reason.UNEXPECTED) {
                throw e;
            }
            return new Entry(machine.name(), Optional.empty(), Optional.of(Refusal.of(e)));
        }
    }

    private static Fields fields(Entry entry) {
        return entry.status()
                .map(Results::status)
                .orElseGet(() -> new Fields().with("name", entry.name()).with("refused", refused(entry)));
    }

    private static @Nullable Object refused(Entry entry) {
        return Results.map(entry.refusal(), Documents::fields);
    }

    private List<String> lines(List<Entry> entries) {
        if (entries.isEmpty()) {
            return List.of("No VMs, neither on this host nor in the repository.");
        }
        StatusText statusText = new StatusText(times, terminal.outStyle());
        RefusalText refusalText = new RefusalText(terminal.outStyle());
        List<String> lines = new ArrayList<>();
        for (Entry entry : entries) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            entry.status().ifPresent(status -> lines.addAll(statusText.lines(status)));
            entry.refusal().ifPresent(refusal -> lines.addAll(refusalText.lines(refusal)));
        }
        return lines;
    }
}
