package io.kss.cli;

import com.google.inject.Module;
import io.kss.cli.config.Environment;
import io.kss.cli.session.Interruption;
import io.kss.cli.session.LowPriority;
import io.kss.cli.terminal.Terminal;
import io.kss.cli.terminal.TerminalTraits;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The process: its streams, its signals, its exit code. */
final class CliProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private CliProcess() {}

    /**
     * Runs a command line and ends the process.
     *
     * @param opener binds how the library is opened
     */
    static void run(String[] arguments, Module opener) {
        // Guice would generate classes at run time: starting is faster without, and newer JVMs warn about how it does
        // that.
        System.setProperty("guice_bytecode_gen_option", "DISABLED");
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupted(interruption, out, err), "interruption"));
        int exit = new Cli(world(out, err, interruption), opener).run(arguments);
        out.flush();
        err.flush();
        interruption.ended(exit);
        System.exit(exit);
    }

    /** Runs when the process is told to end, and also when it ends by itself. */
    private static void interrupted(Interruption interruption, PrintStream out, PrintStream err) {
        if (interruption.hasEnded()) {
            return;
        }
        OptionalInt exit = interruption.interrupt(PATIENCE);
        if (exit.isEmpty()) {
            err.println("kss: interrupted; run the same command again to continue");
        }
        out.flush();
        err.flush();
        // The JVM's own exit code for a signal would be another one.
        Runtime.getRuntime().halt(exit.orElse(130));
    }

    private static World world(PrintStream out, PrintStream err, Interruption interruption) {
        Map<String, String> variables = System.getenv();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Environment environment = new Environment(
                variables, Path.of(System.getProperty("user.home", "/")), Path.of("/etc/kss/kss.toml"), hostName());
        return new World(
                new Terminal(out, err, in, TerminalTraits.detect(variables)),
                environment,
                interruption,
                Clock.systemUTC(),
                ZoneId.systemDefault(),
                System::nanoTime,
                Path.of(System.getProperty("java.io.tmpdir", "/tmp")),
                new LowPriority());
    }

    /** From the kernel: asking a name service could take seconds. */
    private static Optional<String> hostName() {
        try {
            return Optional.of(
                    Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
