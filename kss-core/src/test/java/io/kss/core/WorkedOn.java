package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.spi.hypervisor.Hypervisor;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Days of work on a VM, and a conflict, for scenes about what becomes of them. */
abstract class WorkedOn extends TwoHosts {

    static final int MIB = 1 << 20;

    void day(TestHost host, int value) throws Exception {
        host.vm(VM).start(StartOptions.DEFAULT);
        host.write(VM, "vda", (value % 3L) * MIB, MIB, value);
        host.write(VM, "vdb", 5_000, 100_000, value);
        host.vm(VM).stop(StopOptions.DEFAULT);
    }

    SnapshotId head() throws Exception {
        return desktop.vm(VM).status().head().orElseThrow().id();
    }

    static byte[] nvram(TestHost host, String vm) throws Exception {
        try (Hypervisor hypervisor = host.machine.connect();
                var content = hypervisor.readPart(vm, "nvram")) {
            return content.readAllBytes();
        }
    }

    ResolveResult conflictEndedWith(Keep keep) throws Exception {
        conflict();
        return laptop.vm(VM).resolve(keep);
    }

    void conflict() throws Exception {
        day(desktop, 1);
        laptop.vm(VM).pull(Optional.empty());
        laptop.machine.virshStart(VM);
        laptop.write(VM, "vda", 0, 10, 9);
        laptop.machine.virshDestroy(VM);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 100, 10, 5);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
    }

    void assertSameDisks() throws Exception {
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
        assertThat(laptop.content(VM, "vdb")).isEqualTo(desktop.content(VM, "vdb"));
    }

    static void assertRefused(Reason reason, ThrowingCallable work) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(work)
                .satisfies(refusal ->
                        assertThat(refusal.reason()).as(refusal.message()).isEqualTo(reason))
                .satisfies(refusal -> assertThat(refusal.waysOut()).isNotEmpty());
    }
}
