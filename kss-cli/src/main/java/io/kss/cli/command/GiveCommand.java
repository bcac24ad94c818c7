package io.kss.cli.command;

import io.kss.cli.config.Peer;
import io.kss.cli.session.GlobalOptions;
import io.kss.cli.session.Session;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kss give}: asks the other host to take the VM over. */
@Command(
        name = "give",
        description = "Move the running VM to another host without stopping it: kss takeover, from here.")
final class GiveCommand implements Callable<Integer> {

    private static final long FAREWELL_SECONDS = 90;

    private final Session session;
    private final GlobalOptions options;

    @Mixin
    private VmArgument vm = new VmArgument();

    @Option(names = "--to", required = true, paramLabel = "HOST", description = "The host that gets it.")
    private String to = "";

    @Option(names = "--check", description = "Only tell what would be in the way.")
    private boolean check;

    @Option(
            names = "--post-copy",
            description =
                    "Let the guest go on there when its memory has crossed once, and bring the rest as it needs it.")
    private boolean postCopy;

    @Inject
    GiveCommand(Session session, GlobalOptions options) {
        this.session = session;
        this.options = options;
    }

    @Override
    public Integer call() throws Exception {
        Peer peer = Peers.named(session.configuration(), to);
        List<String> arguments = new ArrayList<>();
        if (options.json()) {
            arguments.add("--json");
        }
        if (options.quiet()) {
            arguments.add("--quiet");
        }
        arguments.addAll(List.of(
                "takeover",
                vm.name(),
                "--from",
                session.configuration().settings().hostName(),
                "--tied"));
        if (check) {
            arguments.add("--check");
        }
        if (postCopy) {
            arguments.add("--post-copy");
        }
        Process process = new ProcessBuilder(peer.command(arguments))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            // It ends there when our end of the line does, and tells when it has.
            process.getOutputStream().close();
            if (!process.waitFor(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
                process.destroy();
            }
            Thread.currentThread().interrupt();
            throw e;
        }
    }
}
