package io.kss.cli.product;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same with a real server for a store, and connections that are cut at random while commands are killed. */
class ServedKillIT extends KillTest {

    private static final int KILLS = Integer.getInteger("kss.served-kills", Boolean.getBoolean("kss.long") ? 100 : 3);
    private static final long BYTES_BETWEEN_CUTS = 100L << 20;

    @ParameterizedTest
    @EnumSource
    void killsAndLostConnectionsLoseNothing(NasType type) throws Exception {
        try (Nas nas = type.start(folder.resolve("server"))) {
            nas.proxy().cutAtRandom(1, BYTES_BETWEEN_CUTS);
            new KillRun(folder, daemons, world -> nas.table(world.getFileName().toString())).kill(KILLS);
            System.out.println(type + ": " + nas.proxy().cuts() + " connections were cut");
        }
    }
}
