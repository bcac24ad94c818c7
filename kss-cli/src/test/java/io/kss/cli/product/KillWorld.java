package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Two hosts that share a VM, and what must be true of it: which version each side has, and which must never be lost. */
final class KillWorld {

    private static final long DISK = 96L << 20;

    /** Of these numbers the model is kept, to compare old snapshots with. */
    private static final int SAMPLE = 4;

    private final Path folder;
    private final TestVm vm;
    private final RandomGenerator random;
    private final Map<Integer, Version> versions = new HashMap<>();
    private final Map<ProductHost, Version> here = new HashMap<>();
    private final Set<Version> kept = new HashSet<>();
    private final Set<Version> published = new HashSet<>();
    private Version head;

    private KillWorld(Path folder, TestVm vm, RandomGenerator random, Version first) {
        this.folder = folder;
        this.vm = vm;
        this.random = random;
        this.head = first;
        versions.put(0, first);
    }

    /** A VM that one host has and publishes, and the other fetches. */
    static KillWorld create(Path folder, ProductHost owner, ProductHost other, RandomGenerator random)
            throws Exception {
        TestVm vm = TestVm.define(owner, "vm", Long.toString(DISK));
        KillWorld world = new KillWorld(
                folder, vm, random, Version.first(Files.createDirectories(folder.resolve("model")), DISK));
        world.here.put(owner, world.head);
        world.write(owner, 4 << 20);
        owner.kss("init").ends(0);
        owner.kss("push", vm.name()).ends(0);
        world.published(owner);
        other.kss("pull", vm.name()).ends(0);
        world.here.put(other, world.head);
        world.requireAt(other, world.head);
        return world;
    }

    TestVm vm() {
        return vm;
    }

    Version head() {
        return head;
    }

    Version at(ProductHost host) {
        return here.get(host);
    }

    /** Somebody works in the VM. */
    void write(ProductHost host, int bytesPerDisk) throws Exception {
        Version next = at(host).write(versions.size(), vm, host, random, bytesPerDisk);
        versions.put(next.number(), next);
        here.put(host, next);
        tidy();
    }

    /** Insists that a host has one of these versions on all disks, byte for byte, and remembers which. */
    Version find(ProductHost host, Set<Version> possible) throws Exception {
        Set<Integer> numbers = new HashSet<>();
        for (String target : TestVm.TARGETS) {
            numbers.add(Version.numberIn(vm.active(host, target), folder));
        }
        assertThat(numbers).as("versions of the disks on " + host.name()).hasSize(1);
        Version found = versions.get(numbers.iterator().next());
        assertThat(possible).as("what is on " + host.name()).contains(found);
        for (String target : TestVm.TARGETS) {
            found.requireIn(vm.active(host, target), target);
        }
        here.put(host, found);
        return found;
    }

    void requireAt(ProductHost host, Version version) throws Exception {
        find(host, Set.of(version));
    }

    /** What a host has is now what the repository's head must be. */
    void published(ProductHost host) {
        head = at(host);
        published.add(head);
    }

    /** Whether a host has something that no other host can fetch. */
    boolean hasOwnWork(ProductHost host) {
        return !published.contains(at(host));
    }

    /** This version lost a conflict, and must stay restorable. */
    void keep(Version version) {
        kept.add(version);
    }

    /** Restores branches and old snapshots on a host that has never seen the VM. */
    int restoreOn(ProductHost spare) throws Exception {
        JsonNode snapshots = spare.kss("list", vm.name(), "--remote", "--json")
                .ends(0)
                .result()
                .path("snapshots");
        Set<Version> restored = new HashSet<>();
        int compared = 0;
        for (JsonNode snapshot : snapshots) {
            if (snapshot.path("labels").isEmpty() && random.nextInt(6) > 0) {
                continue;
            }
            spare.kss("pull", vm.name(), "--at", snapshot.path("id").asText()).ends(0);
            Version version = versions.get(Version.numberIn(vm.active(spare, "vda"), folder));
            if (version.isKnown()) {
                requireAt(spare, version);
                compared++;
            }
            restored.add(version);
        }
        assertThat(restored).as("restored on " + spare.name()).contains(head).containsAll(kept);
        return compared;
    }

    /** Forgets models that nothing is compared with any more. */
    private void tidy() throws IOException {
        Set<Version> needed = new HashSet<>(kept);
        needed.addAll(here.values());
        needed.add(head);
        for (Version version : List.copyOf(versions.values())) {
            if (version.number() % SAMPLE != 0 && !needed.contains(version)) {
                version.forget();
            }
        }
    }
}
