package io.kss.cli.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By the priorities of the kernel, which belong to threads: all there are get the lowest, and those to come, and programs,
 * inherit it. Where that can't be had, work goes on at the usual one.
 */
public final class LowPriority implements Background {

    private static final Logger LOG = LoggerFactory.getLogger(LowPriority.class);

    @Override
    public void goLast() {
        List<String> threads = threads();
        if (!threads.isEmpty()) {
            set(List.of("renice", "-n", "19", "-p"), threads);
            set(List.of("ionice", "-c", "3", "-p"), threads);
        }
    }

    private static List<String> threads() {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.map(task -> String.valueOf(task.getFileName())).toList();
        } catch (IOException e) {
            LOG.debug("the threads of this process can't be listed", e);
            return List.of();
        }
    }

    private static void set(List<String> command, List<String> threads) {
        List<String> words = new ArrayList<>(command);
        words.addAll(threads);
        try {
            int exit = new ProcessBuilder(words)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                // A thread that ended meanwhile is enough for that.
                LOG.debug("{} ended with {}", command.get(0), exit);
            }
        } catch (IOException e) {
            LOG.debug("{} could not be started", command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
