package io.kss.cli.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the configuration depends on besides its file.
 *
 * @param variables environment variables
 * @param home the user's home folder
 * @param systemConfig the configuration file of the whole machine
 * @param hostName what the machine calls itself, if it does
 */
public record Environment(Map<String, String> variables, Path home, Path systemConfig, Optional<String> hostName) {

    public Environment {
        variables = Map.copyOf(variables);
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }
}
