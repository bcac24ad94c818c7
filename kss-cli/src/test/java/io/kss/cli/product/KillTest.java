package io.kss.cli.product;

import io.kss.libvirt.PrivateLibvirt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts for commands that are killed. */
abstract class KillTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    final List<PrivateLibvirt> daemons = new ArrayList<>();

    @BeforeEach
    void startDaemons() throws Exception {
        for (int i = 0; i < 3; i++) {
            daemons.add(PrivateLibvirt.start());
        }
    }

    @AfterEach
    void stopDaemons() throws Exception {
        for (PrivateLibvirt daemon : daemons) {
            daemon.closeAndDelete();
        }
    }
}
