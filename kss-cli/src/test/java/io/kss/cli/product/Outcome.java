package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** How one run of {@code kss} ended. */
record Outcome(String host, List<String> arguments, int exit, String out, String err, Duration took) {

    /** What a shell says of a process that was ended by SIGKILL. */
    private static final int KILLED = 128 + 9;

    private static final ObjectMapper JSON = new ObjectMapper();

    boolean killed() {
        return exit == KILLED;
    }

    /** Insists on the exit code, and that nothing technical was said. */
    Outcome ends(int expected) {
        assertThat(exit).as(toString()).isEqualTo(expected);
        assertThat(out + err)
                .as(toString())
                .doesNotContain("Exception")
                .doesNotContain("\tat ")
                .doesNotContain("NullPointer");
        return this;
    }

    Outcome says(String text) {
        assertThat(out + err).as(toString()).containsIgnoringCase(text);
        return this;
    }

    /** What {@code --json} gave as the result. */
    JsonNode result() {
        try {
            return JSON.readTree(out).path("result");
        } catch (IOException e) {
            throw new AssertionError(toString(), e);
        }
    }

    @Override
    public String toString() {
        return "%s$ kss %s: exit %d after %d ms%n%s%s"
                .formatted(host, String.join(" ", arguments), exit, took.toMillis(), out, err);
    }
}
