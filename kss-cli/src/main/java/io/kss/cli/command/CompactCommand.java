package io.kss.cli.command;

import io.kss.cli.render.MergeText;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import io.kss.core.MergeResult;
import io.kss.core.VirtualMachine;
import io.kss.core.failure.KssException;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kss compact}. */
@Command(
        name = "compact",
        description =
                "End older snapshots as restore points by merging them into newer ones, as [retention] says or --keep."
                        + " Heads and branches stay, and so does what the holder of the lease works on.")
final class CompactCommand extends EndingCommand {

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Keep the newest N snapshots of each line instead of what [retention] says.")
    private Optional<Integer> keep = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Inject
    CompactCommand(Session session, Output output, MergeText text) {
        super("compact", session, output, text);
    }

    @Override
    MergeResult end(VirtualMachine machine, boolean onlyLook) throws KssException {
        if (keep.isPresent() && keep.get() < 1) {
            throw new ParameterException(spec.commandLine(), "--keep must be at least 1: the newest always stays.");
        }
        return machine.compact(keep.map(OptionalInt::of).orElse(OptionalInt.empty()), onlyLook);
    }
}
