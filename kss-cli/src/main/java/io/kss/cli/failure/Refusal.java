package io.kss.cli.failure;

import io.kss.cli.config.ConfigurationException;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Why a run did not do what it was asked, for people and programs.
 *
 * @param reason a stable code
 * @param message whole sentences
 * @param facts the same for programs; stable names
 * @param waysOut commands or actions, the best first
 * @param exit what the process returns
 */
public record Refusal(String reason, String message, Map<String, String> facts, List<String> waysOut, ExitCode exit) {

    /** What the library said. */
    public static Refusal of(KssException e) {
        return new Refusal(
                e.reason().code(), e.message(), new TreeMap<>(e.facts()), e.waysOut(), ExitCode.of(e.reason()));
    }

    /** The configuration is wrong. */
    public static Refusal of(ConfigurationException e) {
        return new Refusal(
                Reason.WRONG_USAGE.code(),
                e.message(),
                new LinkedHashMap<>(e.facts()),
                e.waysOut(),
                ExitCode.WRONG_USAGE);
    }

    /** The command line is wrong. */
    public static Refusal usage(String message, String help) {
        return new Refusal(
                Reason.WRONG_USAGE.code(), message, Map.of(), List.of(help + " --help"), ExitCode.WRONG_USAGE);
    }

    /** The user ended the run. */
    public static Refusal interrupted() {
        return new Refusal(
                Reason.INTERRUPTED.code(),
                "interrupted; run the same command again to continue",
                Map.of(),
                List.of(),
                ExitCode.INTERRUPTED);
    }

    /** Something that nobody foresaw. */
    public static Refusal unexpected(String message) {
        return new Refusal(Reason.UNEXPECTED.code(), message, Map.of(), List.of(), ExitCode.UNEXPECTED);
    }
}
