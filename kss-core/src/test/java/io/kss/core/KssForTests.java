package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.identity.IdSource;
import io.kss.core.operation.TransferRecords;
import io.kss.core.workspace.StateFolder;
import io.kss.spi.hypervisor.Hypervisor;
import java.time.Clock;

/** Opens the library with everything that tests replace, for tests of other packages. */
public final class KssForTests {

    private static final int SMALL_PACKS = 256 << 10;
    private static final long LEAST_MEMORY = 64L << 20;

    private KssForTests() {}

    /** A library that never waits, and makes small packs so that there are several. */
    public static Kss open(
            StoreConnector store,
            Hypervisor hypervisor,
            Settings settings,
            IdSource ids,
            Clock clock,
            String machine,
            StateFolder state,
            TransferRecords records)
            throws KssException {
        return new KssBuilder()
                .store(store)
                .hypervisor(hypervisor)
                .settings(settings)
                .ids(ids)
                .clock(clock)
                .machine(machine)
                .bookkeeping(state, records)
                .tuning(options -> options.withPackSize(SMALL_PACKS).withMemory(LEAST_MEMORY))
                .sleeper(pause -> {})
                .build();
    }
}
