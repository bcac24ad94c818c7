package io.kss.spi.tck.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same task in several threads that all start at once. */
final class Race {

    /** One runner of a race. */
    @FunctionalInterface
    interface Runner {

        void run(int index) throws Exception;
    }

    private Race() {}

    /** What each runner threw, or empty where it came through. */
    static List<Optional<Exception>> of(int runners, Runner runner) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        CountDownLatch ready = new CountDownLatch(runners);
        try {
            List<Future<Optional<Exception>>> futures = new ArrayList<>();
            for (int i = 0; i < runners; i++) {
                int index = i;
                Callable<Optional<Exception>> task = () -> {
                    ready.countDown();
                    ready.await();
                    try {
                        runner.run(index);
                        return Optional.empty();
                    } catch (Exception e) {
                        return Optional.of(e);
                    }
                };
                futures.add(threads.submit(task));
            }
            List<Optional<Exception>> outcomes = new ArrayList<>();
            for (Future<Optional<Exception>> future : futures) {
                outcomes.add(future.get(5, TimeUnit.MINUTES));
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
