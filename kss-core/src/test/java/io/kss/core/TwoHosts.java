package io.kss.core;

import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository, a desktop with a VM that was never sent, and a laptop without it. */
abstract class TwoHosts {

    static final String VM = "daily";

    final MemoryStore store = new MemoryStore();
    Path folder;
    TestHost desktop;
    TestHost laptop;

    @BeforeEach
    final void twoHostsAndARepository(@TempDir Path temporary) throws Exception {
        folder = temporary;
        desktop = new TestHost("desktop", store, folder).withVm(VM);
        laptop = new TestHost("laptop", store, folder);
        desktop.kss().initRepository();
    }

    @AfterEach
    final void close() {
        desktop.close();
        laptop.close();
    }
}
