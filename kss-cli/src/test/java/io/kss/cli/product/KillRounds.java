package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What people do with a VM on two hosts, with a kss that is killed again and again while it does it. */
final class KillRounds {

    private static final int BYTES = 14 << 20;

    private final KillWorld world;
    private final List<ProductHost> hosts;
    private final RandomGenerator random;
    private final KillTimes times;
    private final String vm;

    KillRounds(KillWorld world, List<ProductHost> hosts, RandomGenerator random, KillTimes times) {
        this.world = world;
        this.hosts = hosts;
        this.random = random;
        this.times = times;
        this.vm = world.vm().name();
    }

    /** One round; both hosts are off before and after it, and nobody holds the lease. */
    void round() throws Exception {
        ProductHost one = hosts.get(random.nextInt(2));
        ProductHost other = other(one);
        switch (random.nextInt(7)) {
            case 0, 1 -> workOffline(one);
            case 2, 3, 4 -> workRunning(one);
            case 5 -> snapshots(one);
            default -> conflict(one, other);
        }
        assertThat(world.at(one)).as("what is on " + one.name()).isEqualTo(world.head());
    }

    private ProductHost other(ProductHost host) {
        return hosts.get(1 - hosts.indexOf(host));
    }

    /** The disks are changed while the VM is off, as by virt-resize or a rescue system. */
    private void workOffline(ProductHost host) throws Exception {
        fetch(host);
        world.write(host, bytes());
        send(host);
    }

    private void workRunning(ProductHost host) throws Exception {
        untilDone(host, Set.copyOf(List.of(world.at(host), world.head())), "start", vm);
        assertThat(world.vm().runs(host)).isTrue();
        world.requireAt(host, world.head());
        world.write(host, bytes());
        if (random.nextInt(3) == 0) {
            other(host).kss("start", vm).ends(4).says(host.name());
        }
        Version work = world.at(host);
        untilDone(host, Set.of(work), "stop", vm, "--force", "--timeout", "1s");
        assertThat(world.vm().runs(host)).isFalse();
        world.published(host);
    }

    private void snapshots(ProductHost host) throws Exception {
        fetch(host);
        for (int i = 0; i < 2; i++) {
            world.write(host, bytes() / 2);
            untilDone(host, Set.of(world.at(host)), "snapshot", "create", vm);
        }
        send(host);
    }

    /** Both hosts work without knowing of each other. */
    private void conflict(ProductHost one, ProductHost other) throws Exception {
        fetch(one);
        fetch(other);
        world.write(other, bytes() / 2);
        world.write(one, bytes() / 2);
        send(other);
        one.kss("start", vm).ends(3).says("kss resolve " + vm);
        Version theirs = world.head();
        Version ours = world.at(one);
        if (random.nextBoolean()) {
            untilDone(one, Set.of(ours), "resolve", vm, "--keep", "local");
            world.published(one);
            world.keep(theirs);
        } else {
            untilDone(one, Set.copyOf(List.of(ours, theirs)), "resolve", vm, "--keep", "remote");
            world.requireAt(one, theirs);
            world.keep(ours);
        }
    }

    private void fetch(ProductHost host) throws Exception {
        untilDone(host, Set.copyOf(List.of(world.at(host), world.head())), "pull", vm);
        world.requireAt(host, world.head());
    }

    private void send(ProductHost host) throws Exception {
        untilDone(host, Set.of(world.at(host)), "push", vm);
        world.published(host);
    }

    private int bytes() {
        return BYTES / 2 + random.nextInt(BYTES);
    }

    /** Runs a command to its end, after some runs that were killed. The host has one of these versions at any time. */
    private void untilDone(ProductHost host, Set<Version> possible, String... command) throws Exception {
        boolean killed = false;
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            Outcome outcome = host.start(command).killAfter(times.next(command[0]));
            if (!outcome.killed()) {
                finish(host, outcome, killed);
                world.find(host, possible);
                return;
            }
            killed = true;
            times.killed(outcome);
            afterKill(host, possible);
        }
        finish(host, host.kss(command), killed);
        world.find(host, possible);
    }

    private void afterKill(ProductHost host, Set<Version> possible) throws Exception {
        // the next kss often comes at once
        if (random.nextBoolean()) {
            Helpers.requireNoneOn(host.folder());
        }
        world.find(host, possible);
        switch (random.nextInt(8)) {
            case 0 -> host.kss("status", vm).ends(0);
            case 1 -> other(host).kss("verify", vm).ends(0);
            case 2 -> bystanderPulls(host);
            default -> {}
        }
    }

    /** Another host may fetch at any time, and finds the state before or after the command that was killed. */
    private void bystanderPulls(ProductHost host) throws Exception {
        ProductHost other = other(host);
        if (world.hasOwnWork(other)) {
            return;
        }
        Set<Version> possible = Set.copyOf(List.of(world.head(), world.at(host)));
        other.kss("pull", vm).ends(0);
        world.find(other, possible);
    }

    /** A command may have done its work just before it was killed; then the next one says so. */
    private void finish(ProductHost host, Outcome outcome, boolean killed) throws Exception {
        boolean alreadyRuns = outcome.exit() == 8 && outcome.arguments().get(0).equals("start");
        boolean alreadyResolved =
                outcome.exit() == 2 && outcome.arguments().get(0).equals("resolve");
        if (killed && alreadyRuns) {
            outcome.says("is running already");
        } else if (killed && alreadyResolved) {
            outcome.says("nothing to resolve");
        } else {
            times.took(outcome.ends(0));
        }
        Helpers.requireNoneOn(host.folder());
    }
}
