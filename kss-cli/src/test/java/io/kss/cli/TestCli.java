package io.kss.cli;

import com.google.inject.AbstractModule;
import io.kss.cli.config.Configuration;
import io.kss.cli.config.Environment;
import io.kss.cli.session.Interruption;
import io.kss.cli.session.KssOpener;
import io.kss.cli.session.OpenKss;
import io.kss.cli.terminal.Terminal;
import io.kss.cli.terminal.TerminalTraits;
import io.kss.core.Kss;
import io.kss.core.progress.ProgressListener;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs command lines in this process, against a {@link FakeKss}. */
final class TestCli {

    final FakeKss kss = new FakeKss();
    final Map<String, String> variables = new HashMap<>();
    final Path home;
    final Path systemConfig;
    final Interruption interruption = new Interruption(Thread.currentThread());
    TerminalTraits traits = TerminalTraits.NONE;
    String keyboard = "";
    String out = "";
    String err = "";
    boolean wentLast;
    Optional<Configuration> opened = Optional.empty();
    ProgressListener progress = ProgressListener.NONE;

    TestCli(Path folder) {
        this.home = folder.resolve("home");
        this.systemConfig = folder.resolve("etc/kss.toml");
        config(minimalConfig(folder));
    }

    static String minimalConfig(Path folder) {
        return """
                host = "desktop"
                state = "%s"
                images = "%s"
                [store]
                type = "directory"
                path = "/mnt/nas"
                """.formatted(folder.resolve("state"), folder.resolve("images"));
    }

    Path config(String text) {
        Path file = home.resolve(".config/kss/kss.toml");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    int run(String... arguments) {
        return run(
                (configuration, listener) -> {
                    opened = Optional.of(configuration);
                    progress = listener;
                    return new OpenKss() {
                        @Override
                        public Kss kss() {
                            return kss;
                        }

                        @Override
                        public void close() {
                            kss.close();
                        }
                    };
                },
                arguments);
    }

    int run(KssOpener opener, String... arguments) {
        ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
        ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(outBytes, true, StandardCharsets.UTF_8),
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader(keyboard)),
                traits);
        World world = new World(
                terminal,
                new Environment(variables, home, systemConfig, Optional.of("testhost")),
                interruption,
                Clock.fixed(Samples.NOW, ZoneOffset.UTC),
                ZoneOffset.UTC,
                () -> 0L,
                home,
                () -> wentLast = true);
        int exit = new Cli(world, new AbstractModule() {
                    @Override
                    protected void configure() {
                        bind(KssOpener.class).toInstance(opener);
                    }
                })
                .run(arguments);
        out = outBytes.toString(StandardCharsets.UTF_8);
        err = errBytes.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
