package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.spi.storage.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** A VM with three days of work in the repository, to be verified. */
abstract class ThreeDaysSent extends TwoHosts {

    @BeforeEach
    final void aVmWithThreeSnapshots() throws Exception {
        for (int day = 1; day <= 3; day++) {
            desktop.vm(VM).start(StartOptions.DEFAULT);
            desktop.write(VM, "vda", day * 100_000L, 300_000, day);
            desktop.write(VM, "vdb", day << 20, 70_000, day + 10);
            desktop.machine.guest(VM).changeNvram(new byte[] {(byte) day, 2, 3});
            desktop.vm(VM).stop(StopOptions.DEFAULT);
        }
    }

    VerifyReport verify(boolean deep) throws KssException {
        return desktop.kss().verify(Optional.empty(), deep);
    }

    List<ObjectKey> keys(String prefix) {
        return store.snapshot().keys().stream()
                .filter(key -> key.value().startsWith(prefix))
                .sorted()
                .toList();
    }
}
