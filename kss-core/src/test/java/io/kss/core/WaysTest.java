package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.VmDelta.Kind;
import io.kss.core.VmDelta.Way;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push or a pull costs, and what it would cost another way. */
class WaysTest {

    private static final String VM = "daily";

    private final MemoryStore store = new MemoryStore();
    private TestHost desktop;
    private TestHost laptop;

    @BeforeEach
    void twoHostsInSync(@TempDir Path folder) throws Exception {
        desktop = new TestHost("desktop", store, folder).withVm(VM);
        laptop = new TestHost("laptop", store, folder);
        desktop.kss().initRepository();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        write(0, 4 << 20, 1);
        desktop.vm(VM).snapshotAndPush();
        laptop.vm(VM).pull(Optional.empty());
    }

    @AfterEach
    void close() {
        desktop.close();
        laptop.close();
    }

    @Test
    void whatTwoSnapshotsChangedGoesTwiceUnlessTheyAreMerged() throws Exception {
        write(0, 1 << 20, 2);
        desktop.vm(VM).snapshot();
        write(0, 1 << 20, 3);
        desktop.vm(VM).snapshot();

        VmDelta delta = desktop.vm(VM).delta();
        assertThat(way(delta, Kind.PUSH_EACH_SNAPSHOT).bytes()).isEqualTo(2 << 20);
        assertThat(way(delta, Kind.PUSH_MERGED).bytes()).isEqualTo(1 << 20);
        assertThat(delta.ways()).filteredOn(Way::chosen).hasSize(1);
    }

    @Test
    void severalSnapshotsAreFetchedAsOneAndNeverForMoreThanEverything() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            write((long) random.nextInt(40) << 16, 1 << 18, 10 + i);
            desktop.vm(VM).snapshotAndPush();
        }

        VmDelta delta = laptop.vm(VM).delta();
        Way changes = way(delta, Kind.PULL_CHANGES);
        Way everything = way(delta, Kind.PULL_EVERYTHING);
        assertThat(changes.chosen()).isTrue();
        assertThat(changes.bytes())
                .as("seed %d", seed)
                .isEqualTo(delta.pull().stream().mapToLong(VmDelta.Disk::bytes).sum())
                .isLessThan(everything.bytes());
        assertThat(changes.stored().orElseThrow())
                .as("seed %d", seed)
                .isLessThanOrEqualTo(everything.stored().orElseThrow());
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        assertThat(laptop.vm(VM).pull(Optional.empty()).dataBytes()).isEqualTo(changes.bytes());
        assertThat(laptop.vm(VM).delta().ways()).isEmpty();
    }

    private void write(long offset, int length, int seed) throws Exception {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        desktop.machine.guest(VM).write("vda", offset, bytes);
    }

    private static Way way(VmDelta delta, Kind kind) {
        return delta.ways().stream()
                .filter(way -> way.kind() == kind)
                .findFirst()
                .orElseThrow();
    }
}
