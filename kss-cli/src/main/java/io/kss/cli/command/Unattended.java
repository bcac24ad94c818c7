package io.kss.cli.command;

import io.kss.cli.failure.ExitCode;
import io.kss.cli.failure.Refusal;
import io.kss.cli.json.Documents;
import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.render.RefusalText;
import io.kss.cli.terminal.Style;
import io.kss.core.Hooks;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.BackgroundPush;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of several VMs that are sent with nobody looking on: trouble with one keeps no other from being sent. */
final class Unattended {

    private final Hooks hooks;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String vm, Optional<BackgroundPush> push, Optional<Refusal> refusal) {}

    Unattended(Hooks hooks) {
        this.hooks = hooks;
    }

    void refused(String vm, KssException refusal) {
        entries.add(new Entry(vm, Optional.empty(), Optional.of(Refusal.of(refusal))));
    }

    void goOn(List<String> vms) throws KssException {
        for (String vm : vms) {
            try {
                hooks.goOn(vm).ifPresent(push -> entries.add(new Entry(vm, Optional.of(push), Optional.empty())));
            } catch (KssException e) {
                if (e.reason() == Reason.INTERRUPTED) {
                    throw e;
                }
                refused(vm, e);
            }
        }
    }

    /** Of a refusal that time may end, if there is one: whoever started us may try again. */
    ExitCode exit() {
        return entries.stream()
                .flatMap(entry -> entry.refusal().stream())
                .map(Refusal::exit)
                .filter(exit -> exit == ExitCode.STORE_UNAVAILABLE
                        || exit == ExitCode.BLOCKED_UNSENT
                        || exit == ExitCode.SEALED_NOT_SENT)
                .findFirst()
                .orElse(ExitCode.DONE);
    }

    Fields fields() {
        return new Fields()
                .with(
                        "vms",
                        Results.list(
                                entries,
                                entry -> new Fields()
                                        .with("vm", entry.vm())
                                        .with("background", Results.map(entry.push(), Results::background))
                                        .with("refused", Results.map(entry.refusal(), Documents::fields))));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Entry entry : entries) {
            entry.push().ifPresent(push -> lines.add(entry.vm() + ": " + push.message()));
            entry.refusal().ifPresent(refusal -> lines.addAll(new RefusalText(Style.PLAIN).lines(refusal)));
        }
        return lines;
    }
}
