package io.kss.cli.session;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
@Singleton
public final class GlobalOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration file; else $$KSS_CONFIG, ~/.config/kss/kss.toml, /etc/kss/kss.toml.")
    private Optional<Path> config = Optional.empty();

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Write one JSON document to standard output.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress and no warnings on standard error.")
    private boolean quiet;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log messages on standard error.")
    private boolean verbose;

    @Inject
    GlobalOptions() {}

    public Optional<Path> config() {
        return config;
    }

    public boolean json() {
        return json;
    }

    public boolean quiet() {
        return quiet;
    }

    public boolean verbose() {
        return verbose;
    }
}
