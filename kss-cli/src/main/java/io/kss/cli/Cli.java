package io.kss.cli;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import io.kss.cli.command.KssCommand;
import io.kss.cli.failure.Refusal;
import io.kss.cli.logging.Logs;
import io.kss.cli.session.Failures;
import io.kss.cli.session.Output;
import io.kss.cli.session.Session;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** Runs one command line: parses it, composes what it needs, and turns every outcome into an exit code. */
final class Cli {

    private final World world;
    private final Module opener;

    /** The opener binds how the library is opened. */
    Cli(World world, Module opener) {
        this.world = world;
        this.opener = opener;
    }

    int run(String... arguments) {
        List<String> words = Arrays.asList(arguments);
        Injector injector = Guice.createInjector(Stage.DEVELOPMENT, new CliModule(world), opener);
        try (Session session = injector.getInstance(Session.class)) {
            return execute(injector, words);
        }
    }

    private int execute(Injector injector, List<String> words) {
        Output output = injector.getInstance(Output.class);
        CommandLine line = new CommandLine(KssCommand.class, new CommandFactory(injector));
        line.setOut(new PrintWriter(world.terminal().out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(world.terminal().err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(
                CommandLine.Help.defaultColorScheme(world.terminal().outStyle().enabled() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(
                Math.max(80, Math.min(120, world.terminal().traits().width())));
        line.setExecutionStrategy(strategy(line.getCommand()));
        line.setParameterExceptionHandler((e, args) -> output.refused(wrongUsage(e), words.contains("--json")));
        line.setExecutionExceptionHandler((e, at, parsed) -> failed(injector, e, words));
        try {
            return line.execute(words.toArray(String[]::new));
        } catch (LinkageError | OutOfMemoryError | StackOverflowError e) {
            return failed(injector, e, words);
        }
    }

    private int failed(Injector injector, Throwable failure, List<String> words) {
        if (world.environment().variable("KSS_DEBUG").isPresent()) {
            failure.printStackTrace(world.terminal().err());
        }
        return injector.getInstance(Output.class)
                .refused(injector.getInstance(Failures.class).refusal(failure, words));
    }

    private static IExecutionStrategy strategy(KssCommand root) {
        return parsed -> {
            if (root.options().verbose()) {
                Logs.verbose();
            }
            return new RunLast().execute(parsed);
        };
    }

    private static Refusal wrongUsage(ParameterException e) {
        List<String> suggestions =
                e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String message = String.valueOf(e.getMessage());
        String end = message.endsWith(".") || message.endsWith("?") ? "" : ".";
        return Refusal.usage(
                message + end + (suggestions.isEmpty() ? "" : " Did you mean: " + String.join(", ", suggestions) + "?"),
                e.getCommandLine().getCommandSpec().qualifiedName());
    }
}
