package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.libvirt.PrivateLibvirt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Lives in worlds of two hosts whose commands are killed at random moments of everything they do, until there were enough
 * kills. {@code -Dkss.kill.seed} repeats a run's choices (not its timing).
 */
final class KillRun {

    /** Chains grow by every round; so do the files. */
    private static final int ROUNDS_PER_WORLD = 20;

    private final Path folder;
    private final List<PrivateLibvirt> daemons;
    private final EmptyStore stores;
    private final long seed = Long.getLong("kss.kill.seed", new Random().nextLong());
    private final RandomGenerator random = new Random(seed);
    private final KillTimes times = new KillTimes(random);

    /** Gives each world a store. */
    @FunctionalInterface
    interface EmptyStore {

        /** The table of a configuration file that names it. */
        String in(Path world) throws Exception;
    }

    KillRun(Path folder, List<PrivateLibvirt> daemons, EmptyStore stores) {
        this.folder = folder;
        this.daemons = daemons;
        this.stores = stores;
    }

    void kill(int enough) throws Exception {
        System.out.println("-Dkss.kill.seed=" + seed + " in " + folder);
        int restored = 0;
        int worlds = 0;
        while (times.kills() < enough) {
            restored += live(folder.resolve("world" + worlds++), enough);
        }
        System.out.printf(
                "%d kills, %d snapshots restored and compared, seed %d%n%s", times.kills(), restored, seed, times);
        assertThat(times.kills()).isGreaterThanOrEqualTo(enough);
        assertThat(restored).isPositive();
    }

    private int live(Path place, int enough) throws Exception {
        String store = stores.in(place);
        List<ProductHost> hosts = List.of(
                host("desktop", place, store, 0), host("laptop", place, store, 1), host("spare", place, store, 2));
        KillWorld world = KillWorld.create(place, hosts.get(0), hosts.get(1), random);
        KillRounds rounds = new KillRounds(world, hosts.subList(0, 2), random, times);
        for (int i = 0; i < ROUNDS_PER_WORLD && times.kills() < enough; i++) {
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

    private ProductHost host(String name, Path place, String store, int daemon) throws IOException {
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
