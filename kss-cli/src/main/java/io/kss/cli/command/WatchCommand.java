package io.kss.cli.command;

import io.kss.cli.json.Fields;
import io.kss.cli.json.Results;
import io.kss.cli.render.WatchText;
import io.kss.cli.session.Background;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.WatchEvent;
import io.kss.core.WatchOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kss watch}. */
@Command(
        name = "watch",
        description =
                "Make and send a snapshot of a running VM again and again, until it is off or Ctrl-C is pressed, so"
                        + " that kss stop has only the rest to send. The lease stays here.")
final class WatchCommand implements Callable<Integer> {

    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final Session session;
    private final Output output;
    private final WatchText text;
    private final Background background;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Mixin
    private InTheBackground inTheBackground = new InTheBackground();

    @Option(
            names = "--every",
            paramLabel = "T",
            converter = TimeoutConverter.class,
            defaultValue = "30m",
            description = "The time from one snapshot to the next, from 10s to 24h; ${DEFAULT-VALUE} unless told.")
    private Duration every = Duration.ofMinutes(30);

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "How many of the newest snapshots that it made stay restore points; 4 unless told.")
    private int keep = WatchOptions.DEFAULT_KEEP;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Inject
    WatchCommand(Session session, Output output, WatchText text, Background background) {
        this.session = session;
        this.output = output;
        this.text = text;
        this.background = background;
    }

    @Override
    public Integer call() throws Exception {
        if (every.compareTo(SHORTEST) < 0) {
            throw new ParameterException(spec.commandLine(), "--every must be at least 10s.");
        }
        if (keep < 1) {
            throw new ParameterException(spec.commandLine(), "--keep must be at least 1: the newest always stays.");
        }
        inTheBackground.prepare(session, background);
        Tally tally = new Tally();
        session.kss().virtualMachine(vm.name()).watch(new WatchOptions(every, keep), event -> told(event, tally));
        return output.done(
                "watch",
                () -> new Fields()
                        .with("vm", vm.name())
                        .with("snapshots", tally.snapshots)
                        .with("failures", tally.failures),
                List::of);
    }

    private void told(WatchEvent event, Tally tally) {
        if (event instanceof WatchEvent.Failed) {
            tally.failures++;
        } else if (event instanceof WatchEvent.Sent sent
                && sent.result().snapshot().isPresent()) {
            tally.snapshots++;
        }
        output.event("watch", () -> Results.watched(vm.name(), event), () -> text.line(vm.name(), event));
    }

    private static final class Tally {
        private int snapshots;
        private int failures;
    }
}
