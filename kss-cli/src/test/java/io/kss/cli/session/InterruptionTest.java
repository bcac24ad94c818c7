package io.kss.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    @Test
    void theWorkerIsInterruptedAndItsExitCodeTold() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Interruption[] interruption = new Interruption[1];
        CountDownLatch known = new CountDownLatch(1);
        Thread worker = new Thread(() -> {
            try {
                known.await();
                started.countDown();
                never.await();
            } catch (InterruptedException e) {
                interruption[0].ended(130);
            }
        });
        interruption[0] = new Interruption(worker);
        known.countDown();
        worker.start();
        started.await();

        assertThat(interruption[0].requested()).isFalse();
        assertThat(interruption[0].interrupt(Duration.ofMinutes(1))).hasValue(130);
        assertThat(interruption[0].requested()).isTrue();
        assertThat(interruption[0].hasEnded()).isTrue();
        worker.join();
    }

    @Test
    void aWorkerThatDoesNotEndIsNotWaitedForForEver() {
        Interruption interruption = new Interruption(new Thread(() -> {}));
        assertThat(interruption.interrupt(Duration.ofMillis(10))).isEmpty();
        assertThat(interruption.hasEnded()).isFalse();
    }
}
