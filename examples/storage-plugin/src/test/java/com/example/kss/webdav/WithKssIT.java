package com.example.kss.webdav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar in the plugin folder of a real kss, named by {@code -Dkss.command}. */
class WithKssIT {

    private static final String COMMAND = System.getProperty("kss.command", "");
    private static final String NO_COMMAND = "no kss to run the plugin in; name one with -Dkss.command=.../bin/kss";

    @TempDir
    Path folder;

    private ApacheDav apache;
    private String output = "";

    @BeforeEach
    void install() throws Exception {
        if (COMMAND.isEmpty()) {
            System.getLogger(WithKssIT.class.getName()).log(System.Logger.Level.WARNING, "skipped: " + NO_COMMAND);
        }
        assumeTrue(!COMMAND.isEmpty(), NO_COMMAND);
        apache = ApacheDav.start();
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        Files.copy(Path.of(System.getProperty("plugin.jar")), plugins.resolve("kss-storage-webdav.jar"));
        Files.writeString(folder.resolve("password"), ApacheDav.PASSWORD + "\n");
        Files.setPosixFilePermissions(folder.resolve("password"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(folder.resolve("kss.toml"), """
                host   = "desktop"
                state  = "%1$s/state"
                images = "%1$s/images"
                [store]
                type = "webdav"
                url  = "%2$s"
                user = "kss"
                password-file = "%1$s/password"
                [plugins]
                folder = "%1$s/plugins"
                """.formatted(folder, apache.newFolder("kss")));
    }

    @AfterEach
    void stop() throws Exception {
        if (apache != null) {
            apache.close();
        }
    }

    @Test
    void kssListsChecksAndUsesTheStore() throws Exception {
        assertThat(kss("store", "types")).isZero();
        assertThat(output).contains("webdav: A folder on a WebDAV server").doesNotContain("problem:");

        assertThat(kss("store", "check")).as(output).isZero();
        assertThat(output).contains("exclusive create", "can hold a repository").doesNotContain("PROBLEM", "warning");

        assertThat(kss("init")).as(output).isZero();
        assertThat(kss("init")).as(output).isEqualTo(2);
        assertThat(output).contains("holds a repository already").doesNotContain(ApacheDav.PASSWORD);
        assertThat(kss("verify")).as(output).isZero();
    }

    private int kss(String... arguments) throws IOException, InterruptedException {
        Path file = folder.resolve("output");
        Process process = new ProcessBuilder(command(arguments))
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        output = Files.readString(file);
        return process.exitValue();
    }

    private List<String> command(String... arguments) {
        List<String> line = new ArrayList<>(
                List.of(COMMAND, "--config", folder.resolve("kss.toml").toString()));
        line.addAll(List.of(arguments));
        return line;
    }
}
