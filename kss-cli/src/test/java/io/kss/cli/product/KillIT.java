package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.libvirt.PrivateLibvirt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real command, killed at random moments of everything it does, loses nothing and goes on afterwards.
 * {@code -Dkss.kill.seed} repeats a run's choices (not its timing); {@code -Dkss.long=true} kills more often.
 */
@EnabledIfSystemProperty(
        named = "kss.long",
        matches = "true",
        disabledReason = "it takes minutes; dev/test --long runs it")
class KillIT {

    private static final int KILLS = Boolean.getBoolean("kss.long") ? 500 : 100;

    /** Chains grow by every round; so do the files. */
    private static final int ROUNDS_PER_WORLD = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final List<PrivateLibvirt> daemons = new ArrayList<>();

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

    @Test
    void killedCommandLosesNothingAndTheNextOneGoesOn() throws Exception {
        long seed = Long.getLong("kss.kill.seed", new Random().nextLong());
        System.out.println("-Dkss.kill.seed=" + seed + " in " + folder);
        RandomGenerator random = new Random(seed);
        KillTimes times = new KillTimes(random);
        int restored = 0;
        int worlds = 0;
        while (times.kills() < KILLS) {
            restored += live(folder.resolve("world" + worlds++), random, times);
        }
        System.out.printf(
                "%d kills, %d snapshots restored and compared, seed %d%n%s", times.kills(), restored, seed, times);
        assertThat(times.kills()).isGreaterThanOrEqualTo(KILLS);
        assertThat(restored).isPositive();
    }

    private int live(Path place, RandomGenerator random, KillTimes times) throws Exception {
        Path store = Files.createDirectories(place.resolve("nas"));
        List<ProductHost> hosts = List.of(
                host("desktop", place, store, 0), host("laptop", place, store, 1), host("spare", place, store, 2));
        KillWorld world = KillWorld.create(place, hosts.get(0), hosts.get(1), random);
        KillRounds rounds = new KillRounds(world, hosts.subList(0, 2), random, times);
        for (int i = 0; i < ROUNDS_PER_WORLD && times.kills() < KILLS; i++) {
            rounds.round();
        }
        int restored = end(world, hosts);
        for (int i = 0; i < 3; i++) {
            daemons.get(i).virsh("undefine", world.vm().name());
        }
        delete(place);
        return restored;
    }

    /** Both hosts hand over once more, undisturbed; the repository is intact; everything in it can be had. */
    private int end(KillWorld world, List<ProductHost> hosts) throws Exception {
        String vm = world.vm().name();
        for (ProductHost host : hosts.subList(0, 2)) {
            host.kss("start", vm).ends(0);
            world.requireAt(host, world.head());
            world.write(host, 1 << 20);
            host.kss("stop", vm, "--force", "--timeout", "1s").ends(0);
            world.published(host);
        }
        hosts.get(0).kss("pull", vm).ends(0);
        world.requireAt(hosts.get(0), world.head());
        hosts.get(1).kss("gc").ends(0);
        hosts.get(0).kss("verify", "--deep").ends(0);
        return world.restoreOn(hosts.get(2));
    }

    private ProductHost host(String name, Path place, Path store, int daemon) throws IOException {
        ProductHost host = new ProductHost(name, place.resolve(name), daemons.get(daemon), store);
        // slow enough to be killed in the middle
        host.configure(host.configuration(store) + "\n[transfer]\nbandwidth = \"40MB/s\"\n");
        return host;
    }

    private static void delete(Path place) throws Exception {
        assertThat(new ProcessBuilder("rm", "-rf", place.toString()).start().waitFor())
                .isZero();
    }
}
