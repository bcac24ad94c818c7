package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.libvirt.PrivateLibvirt;
import io.kss.libvirt.image.Qemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
 * Layers of a guest under write load are merged while kss, libvirt's daemon or QEMU is killed at any moment of it: the
 * guest's files are intact, and the next run finishes. {@code -Dkss.guest} names the folder with the guest's disks, which
 * {@code dev/test} makes.
 */
class LiveCompactionIT {

    private static final int ROUNDS = Boolean.getBoolean("kss.long") ? 24 : 1;
    private static final Duration BOOT = Duration.ofMinutes(3);

    /** Files come and go, and their blocks with them. */
    private static final String LOAD = "test -e /run/load || { touch /run/load; (n=0; while :; do n=$(((n + 1) % 6));"
            + " dd if=/dev/urandom of=/mnt/home/load$n bs=256k count=4 2>/dev/null; sync; done) >/dev/null 2>&1 & }";

    private enum Victim {
        KSS,
        DAEMON,
        QEMU
    }

    @TempDir
    Path folder;

    private PrivateLibvirt daemon;
    private PrivateLibvirt otherDaemon;
    private ProductHost host;
    private ProductHost laptop;
    private GuestAgent agent;
    private final TestVm vm = new TestVm("guest");
    private final Map<String, String> written = new HashMap<>();
    private final long seed = Long.getLong("kss.kill.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final List<String> told = new ArrayList<>();
    private long typicalMillis = 4000;

    @BeforeEach
    void bootTheGuest() throws Exception {
        assumeTrue(RealGuest.possible(), "no guest to boot: -Dkss.guest names none");
        assumeTrue(System.getProperty("user.name").equals("root"), "only for root a killed daemon is started again");
        daemon = PrivateLibvirt.start();
        otherDaemon = PrivateLibvirt.start();
        Path store = Files.createDirectories(folder.resolve("nas"));
        host = new ProductHost("desktop", folder.resolve("desktop"), daemon, StoreTable.directory(store));
        laptop = new ProductHost("laptop", folder.resolve("laptop"), otherDaemon, StoreTable.directory(store));
        host.configure(host.configuration(StoreTable.directory(store)) + "\n[retention]\nkeep = 2\nmax-chain = 20\n");
        RealGuest.define(host, vm.name());
        agent = new GuestAgent(host, vm.name());
        host.kss("init").ends(0);
        start();
    }

    @AfterEach
    void stopDaemons() throws Exception {
        if (daemon != null) {
            daemon.closeAndDelete();
        }
        if (otherDaemon != null) {
            otherDaemon.closeAndDelete();
        }
    }

    @Test
    void whoeverIsKilledTheGuestsFilesAreIntactAndTheNextRunFinishes() throws Exception {
        System.out.println("-Dkss.kill.seed=" + seed);
        for (int round = 0; round < ROUNDS; round++) {
            for (Victim victim : Victim.values()) {
                lengthen();
                compactAndKill(victim);
                finish();
            }
        }
        host.kss("stop", vm.name()).ends(0);
        requireSameOnTheLaptop();
        System.out.printf("%d live compactions were killed, seed %d%n%s%n", told.size(), seed, String.join("\n", told));
    }

    /** Two more layers, with data in them. */
    private void lengthen() throws Exception {
        for (int i = 0; i < 2; i++) {
            String name = "file" + random.nextInt(12);
            String said = agent.run("guest-write home " + name + " 6").strip();
            written.put("/mnt/home/" + name, said.substring(said.indexOf("sha256=") + 7));
            host.kss("snapshot", "create", vm.name(), "--push").ends(0);
        }
    }

    private void compactAndKill(Victim victim) throws Exception {
        KssRun run = host.start("compact", vm.name(), "--keep", "2");
        Duration time = Duration.ofMillis(200 + (long) (random.nextDouble() * typicalMillis));
        Outcome outcome;
        if (victim == Victim.KSS) {
            outcome = run.killAfter(time);
        } else {
            Thread.sleep(time.toMillis());
            if (victim == Victim.DAEMON) {
                daemon.killDaemon();
            } else {
                daemon.killGuest(vm.name());
            }
            outcome = run.end();
            assertThat(outcome.exit()).as(outcome.toString()).isNotEqualTo(1);
        }
        if (outcome.exit() == 0) {
            typicalMillis = outcome.took().toMillis();
        }
        told.add("  %s after %d ms: exit %d, %d files in the chain"
                .formatted(victim, time.toMillis(), outcome.exit(), chain()));
    }

    private void finish() throws Exception {
        await().atMost(BOOT)
                .ignoreExceptions()
                .until(() -> !daemon.virsh("list", "--all").isEmpty());
        if (vm.runs(host)) {
            requireFiles();
            host.kss("compact", vm.name(), "--keep", "2").ends(0);
            requireFiles();
        } else {
            host.kss("push", vm.name()).ends(0);
            host.kss("compact", vm.name(), "--keep", "2").ends(0);
            start();
            requireFiles();
        }
        assertThat(chain()).as(told.toString()).isLessThanOrEqualTo(5);
        host.kss("doctor").ends(0);
    }

    private void start() throws Exception {
        host.kss("start", vm.name()).ends(0);
        await().atMost(BOOT)
                .ignoreExceptions()
                .until(() -> agent.run("test -e /run/ready").isEmpty());
        agent.run(LOAD);
    }

    /** From the disk, not from the guest's memory. */
    private void requireFiles() throws Exception {
        agent.run("sync; echo 3 > /proc/sys/vm/drop_caches");
        for (Map.Entry<String, String> file : written.entrySet()) {
            assertThat(agent.run("sha256sum " + file.getKey()))
                    .as(told.toString())
                    .startsWith(file.getValue() + " ");
        }
    }

    private long chain() throws Exception {
        return Qemu.run(
                        "qemu-img",
                        List.of(
                                "info",
                                "-U",
                                "--backing-chain",
                                vm.active(host, "vdb").toString()))
                .lines()
                .filter(line -> line.startsWith("image:"))
                .count();
    }

    private void requireSameOnTheLaptop() throws Exception {
        laptop.kss("pull", vm.name()).ends(0);
        laptop.kss("verify", "--deep").ends(0);
        for (String target : TestVm.TARGETS) {
            Qemu.img(
                    "compare",
                    vm.active(host, target).toString(),
                    vm.active(laptop, target).toString());
        }
    }
}
