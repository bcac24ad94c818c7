package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed distribution, as users start it. */
class LauncherIT {

    @TempDir
    Path folder;

    private Path home;

    private record Outcome(int exit, String out, String err) {}

    @BeforeEach
    void setUp() throws Exception {
        copyTheDistribution("kss of mine");
    }

    private void copyTheDistribution(String name) throws Exception {
        Path built = Path.of(System.getProperty("kss.launcher")).getParent().getParent();
        home = folder.resolve(name);
        Files.walkFileTree(built, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(home.resolve(built.relativize(source).toString()));
                // What is in this folder comes and goes while other tests start the same distribution.
                return source.endsWith("archive") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                Files.copy(source, home.resolve(built.relativize(source).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void resultsAreAllThatStandardOutputGets() throws Exception {
        Outcome outcome = kss(Map.of("KSS_NO_ARCHIVE", "1"), "--version");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).startsWith("kss ").contains("Java ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void everyStoreTypeOfTheDistributionIsThere() throws Exception {
        Outcome outcome = kss(Map.of("KSS_NO_ARCHIVE", "1"), "store", "types");
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).contains("directory: ").doesNotContain("problem:");
    }

    @Test
    void aRepositoryIsCreatedOnAFolder() throws Exception {
        Files.createDirectories(folder.resolve("store"));
        Path config = config();

        Outcome outcome = kss(Map.of("KSS_NO_ARCHIVE", "1"), "init", "--config", config.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("Created repository ");
        assertThat(folder.resolve("store/kss-repository.json")).exists();
        Outcome again = kss(Map.of("KSS_NO_ARCHIVE", "1"), "--config", config.toString(), "init", "--json");
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.out()).contains("\"reason\":\"repository-exists\"").endsWith("\"exit\":2}\n");
    }

    @Test
    void aStoreFolderThatIsMissingIsNotCreated() throws Exception {
        Outcome outcome = kss(Map.of("KSS_NO_ARCHIVE", "1"), "init", "--config", config().toString());

        assertThat(outcome.exit()).isIn(2, 6);
        assertThat(outcome.err()).contains(folder.resolve("store").toString()).doesNotContain("\tat ");
        assertThat(folder.resolve("store")).doesNotExist();
    }

    @Test
    void theArchiveOfParsedClassesIsMadeOnceAndUsed() throws Exception {
        // Java 17 makes an archive, but does not use it, where the path has a blank.
        copyTheDistribution("kss");
        kss(Map.of(), "--version");
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> !archives().isEmpty() && !locked());

        Outcome outcome = kss(Map.of(), "--version");

        assertThat(outcome.out()).startsWith("kss ");
        assertThat(outcome.err()).isEmpty();
        assertThat(archives()).hasSize(1);
        // Loaded from the archive, not from the jar.
        Outcome verbose = kss(Map.of("KSS_JAVA_OPTS", "-Xlog:class+load=info"), "--version");
        assertThat(verbose.out().lines().filter(line -> line.contains("io.kss.cli.Cli source:")))
                .singleElement()
                .asString()
                .contains("shared objects file");
    }

    @Test
    void anArchiveThatIsNoneIsIgnored() throws Exception {
        kss(Map.of(), "--version");
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> !archives().isEmpty() && !locked());
        Path archive = archives().get(0);
        Files.delete(archive);
        Files.writeString(archive, "this is no archive");

        Outcome outcome = kss(Map.of(), "--version");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).startsWith("kss ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void aJavaThatIsMissingIsNamed() throws Exception {
        Outcome outcome = kss(Map.of("JAVA_HOME", "/nowhere/java"), "--version");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("JAVA_HOME is /nowhere/java");
    }

    @Test
    void aJavaThatIsTooOldIsRefused() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old/bin"));
        Path java = Files.writeString(old.resolve("java"), "#!/bin/sh\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"11.0.2\"\n");

        Outcome outcome = kss(Map.of("JAVA_HOME", folder.resolve("old").toString()), "--version");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("is Java 11, but kss needs 17 or newer");
    }

    @Test
    void namesOutsideAsciiSurviveAPlainLocale() throws Exception {
        Outcome outcome = kss(Map.of("KSS_NO_ARCHIVE", "1", "LC_ALL", "C"), "status", "--config", "/nowhere/büro.toml");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("/nowhere/büro.toml");
    }

    private Path config() throws IOException {
        return Files.writeString(
                folder.resolve("kss.toml"),
                TestCli.minimalConfig(folder)
                        .replace("/mnt/nas", folder.resolve("store").toString()));
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("archive"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    private boolean locked() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("archive"))) {
            return files.anyMatch(file -> file.toString().endsWith(".lock"));
        }
    }

    private Outcome kss(Map<String, String> variables, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("bin/kss").toString()));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("KSS_JAVA_OPTS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(variables);
        int exit = builder.start().waitFor();
        return new Outcome(
                exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }
}
