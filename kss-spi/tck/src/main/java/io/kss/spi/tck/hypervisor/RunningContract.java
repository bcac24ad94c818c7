package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.Subscription;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Domains are started and stopped, and who asks is told. */
abstract class RunningContract extends HypervisorGroup {

    private static final long PATIENCE_SECONDS = 30;

    RunningContract(HypervisorContract contract) {
        super(contract);
    }

    @Test
    void domainRunsFromStartToPowerOff() throws Exception {
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
        start();
        assertThat(hypervisor().state(name)).isEqualTo(RunState.RUNNING);
        hypervisor().powerOff(name);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
        hypervisor().powerOff(name);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
    }

    @Test
    void runningDomainIsNotStartedAgain() throws Exception {
        start();

        Refusal.of(() -> hypervisor().start(name), Reason.WRONG_STATE);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void domainWithoutItsDiskIsNotStarted() throws Exception {
        images().delete(disk("vdb").source());

        Refusal.of(() -> hypervisor().start(name));
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
        assertThat(images().inUse(disk("vda").source())).isFalse();
    }

    @Test
    void runningDomainHoldsItsDisks() throws Exception {
        start();
        assertThat(images().inUse(disk("vda").source())).isTrue();
        assertThat(images().inUse(disk("vdb").source())).isTrue();

        hypervisor().powerOff(name);
        assertThat(images().inUse(disk("vda").source())).isFalse();
        assertThat(images().inUse(disk("vdb").source())).isFalse();
    }

    @Test
    void suspendedDomainIsHeld() throws Exception {
        start();
        contract.suspend(name);

        assertThat(hypervisor().state(name)).isEqualTo(RunState.HELD);
        assertThat(domain().state()).isEqualTo(RunState.HELD);
        assertThat(images().inUse(disk("vda").source())).isTrue();
        hypervisor().powerOff(name);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
    }

    @Test
    void managedSaveIsToldAndNotRestored() throws Exception {
        start();
        contract.managedSave(name);

        assertThat(domain().managedSave()).isTrue();
        assertThat(domain().state()).isEqualTo(RunState.OFF);
        Refusal.of(() -> hypervisor().start(name), Reason.WRONG_STATE);
        assertThat(domain().managedSave()).isTrue();
    }

    @Test
    void shutDownTellsWhetherTheDomainIsOff() throws Exception {
        assertThat(hypervisor().shutDown(name, Duration.ofSeconds(1))).isTrue();
        start();

        boolean off = hypervisor().shutDown(name, Duration.ofSeconds(1));
        assertThat(hypervisor().state(name)).isEqualTo(off ? RunState.OFF : RunState.RUNNING);
    }

    @Test
    void startsAndStopsAreReported() throws Exception {
        BlockingQueue<RunState> reports = new LinkedBlockingQueue<>();
        try (Subscription subscription = watch(reports)) {
            assertThat(subscription).isNotNull();
            start();
            awaitReport(reports, RunState.RUNNING);
            hypervisor().powerOff(name);
            awaitReport(reports, RunState.OFF);
        }
    }

    @Test
    void nothingIsReportedAfterTheEnd() throws Exception {
        BlockingQueue<RunState> ended = new LinkedBlockingQueue<>();
        watch(ended).close();
        BlockingQueue<RunState> reports = new LinkedBlockingQueue<>();
        try (Subscription subscription = watch(reports)) {
            assertThat(subscription).isNotNull();
            start();
            awaitReport(reports, RunState.RUNNING);
        }
        assertThat(ended).isEmpty();
    }

    private Subscription watch(BlockingQueue<RunState> reports) throws Exception {
        return hypervisor().watch((domain, state) -> {
            if (domain.equals(name)) {
                reports.add(state);
            }
        });
    }

    /** Others may come before: a domain that starts is held for a moment. */
    private static void awaitReport(BlockingQueue<RunState> reports, RunState wanted) throws InterruptedException {
        RunState state;
        do {
            state = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(state)
                    .as("report of %s within %d s", wanted, PATIENCE_SECONDS)
                    .isNotNull();
        } while (state != wanted);
    }
}
