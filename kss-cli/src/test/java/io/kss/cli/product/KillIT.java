package io.kss.cli.product;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/**
 * The real command, killed at random moments of everything it does, loses nothing and goes on afterwards. {@code
 * -Dkss.kills} says how often it is killed, and {@code -Dkss.long=true} means often.
 */
class KillIT extends KillTest {

    private static final int KILLS = Integer.getInteger("kss.kills", Boolean.getBoolean("kss.long") ? 500 : 20);

    @Test
    void killedCommandLosesNothingAndTheNextOneGoesOn() throws Exception {
        new KillRun(folder, daemons, world -> StoreTable.directory(Files.createDirectories(world.resolve("nas"))))
                .kill(KILLS);
    }
}
