package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The programs that a kss runs, which must end when it is killed. */
final class Helpers {

    /** Some seconds; more would only hide a program that stays, and less would be a race with a busy machine. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private Helpers() {}

    static void requireNoneOn(Path folder) {
        await().atMost(GRACE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(on(folder)).isEmpty());
    }

    private static List<String> on(Path folder) {
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains("qemu-nbd") || line.contains("qemu-img"))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }
}
