package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process, real signals. */
@Timeout(120)
class SignalsTest {

    @TempDir
    Path folder;

    private Process process;
    private BufferedReader err;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalLetsTheWorkCleanUpAndEndsWith130(String signal) throws Exception {
        start("push", "gaming");

        send(signal);

        assertThat(err.lines().toList())
                .containsExactly("cleaned up", "kss: interrupted; run the same command again to continue", "closed");
        assertThat(process.waitFor()).isEqualTo(130);
    }

    @Test
    void aProgramGetsItsDocumentEvenThen() throws Exception {
        start("push", "gaming", "--json");

        send("INT");

        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out)
                .isEqualTo(
                        "{\"schema\":1,\"refused\":{\"reason\":\"interrupted\",\"message\":\"interrupted; run the same"
                                + " command again to continue\",\"facts\":{},\"waysOut\":[]},\"exit\":130}\n");
        assertThat(process.waitFor()).isEqualTo(130);
    }

    private void start(String... arguments) throws Exception {
        Path config = folder.resolve("kss.toml");
        Files.writeString(config, TestCli.minimalConfig(folder));
        List<String> command = new ArrayList<>(List.of(
                // Whoever runs the tests in the background ignores SIGINT, and so would every process below.
                "env",
                "--default-signal=INT,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BlockedPush.class.getName(),
                "--config",
                config.toString()));
        Stream.of(arguments).forEach(command::add);
        process = new ProcessBuilder(command).start();
        err = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        assertThat(err.readLine()).isEqualTo("pushing");
    }

    private void send(String signal) throws Exception {
        int sent = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }
}
