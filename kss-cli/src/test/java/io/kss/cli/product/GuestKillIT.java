package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.libvirt.PrivateLibvirt;
import io.kss.libvirt.image.Qemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same with a guest that boots, writes and shuts down by itself. {@code -Dkss.guest} names the folder with its disks,
 * which {@code dev/test} makes.
 */
class GuestKillIT {

    private static final int ROUNDS = Boolean.getBoolean("kss.long") ? 20 : 4;

    @TempDir
    Path folder;

    private final List<PrivateLibvirt> daemons = new ArrayList<>();
    private final TestVm vm = new TestVm("guest");
    private final Map<String, String> written = new HashMap<>();
    private final long seed = Long.getLong("kss.kill.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final KillTimes times = new KillTimes(random);

    @BeforeEach
    void startDaemons() throws Exception {
        assumeTrue(RealGuest.possible(), "no guest to boot: -Dkss.guest names none");
        daemons.add(PrivateLibvirt.start());
        daemons.add(PrivateLibvirt.start());
    }

    @AfterEach
    void stopDaemons() throws Exception {
        for (PrivateLibvirt daemon : daemons) {
            daemon.closeAndDelete();
        }
    }

    @Test
    void guestFindsAllItsFilesHoweverOftenStartAndStopAreKilled() throws Exception {
        System.out.println("-Dkss.kill.seed=" + seed);
        Path store = Files.createDirectories(folder.resolve("nas"));
        List<ProductHost> hosts = List.of(
                new ProductHost("desktop", folder.resolve("desktop"), daemons.get(0), StoreTable.directory(store)),
                new ProductHost("laptop", folder.resolve("laptop"), daemons.get(1), StoreTable.directory(store)));
        RealGuest.define(hosts.get(0), vm.name());
        hosts.get(0).kss("init").ends(0);
        for (int i = 0; i < ROUNDS; i++) {
            ProductHost host = hosts.get(i % 2);
            untilDone(host, true, "start", vm.name());
            GuestAgent agent = RealGuest.ready(host, vm);
            requireFiles(agent.run("cat /run/files"));
            for (String disk : List.of("system", "home")) {
                String said =
                        agent.run("guest-write " + disk + " file" + i + " 8").strip();
                written.put("/mnt/" + disk + "/file" + i, said.substring(said.indexOf("sha256=")));
            }
            untilDone(host, false, "stop", vm.name());
        }
        for (ProductHost host : hosts) {
            host.kss("pull", vm.name()).ends(0);
            host.kss("verify", "--deep").ends(0);
        }
        for (String target : TestVm.TARGETS) {
            Qemu.img(
                    "compare",
                    vm.active(hosts.get(0), target).toString(),
                    vm.active(hosts.get(1), target).toString());
        }
        System.out.printf("%d kills with a guest, seed %d%n%s", times.kills(), seed, times);
        assertThat(times.kills()).isPositive();
    }

    private void requireFiles(String found) {
        written.forEach(
                (file, sum) -> assertThat(found.lines()).as(found).contains("GUEST file " + file + " " + sum + " ok"));
    }

    /** Kills the command some times, then lets it end; the last one that was killed may have done all the work. */
    private void untilDone(ProductHost host, boolean running, String... command) throws Exception {
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            Outcome outcome = host.start(command).killAfter(times.next(command[0]));
            if (!outcome.killed()) {
                times.took(outcome.ends(0));
                return;
            }
            times.killed(outcome);
            if (running && vm.known(host) && vm.runs(host)) {
                return;
            }
        }
        times.took(host.kss(command).ends(0));
        assertThat(vm.runs(host)).isEqualTo(running);
        Helpers.requireNoneOn(host.folder());
    }
}
