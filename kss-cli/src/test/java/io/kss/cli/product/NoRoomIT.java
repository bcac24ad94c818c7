package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Full disks and a store that can't be written to. */
class NoRoomIT extends ProductTest {

    private Namespace namespace;

    @BeforeEach
    void openNamespace() throws Exception {
        assumeTrue(Namespace.possible(), "small file systems are mounted for this, which only root may");
        namespace = Namespace.open();
        desktop.runBy(namespace.entry());
        laptop.runBy(namespace.entry());
    }

    @AfterEach
    void closeNamespace() throws Exception {
        if (namespace != null) {
            namespace.close();
        }
    }

    @Test
    void fullStoreIsToldAndThePushGoesOnWhenThereIsRoom() throws Exception {
        small(store, "6M");
        desktop.kss("init").ends(0);
        write(8 * MIB);

        desktop.kss("push", name).ends(9);
        desktop.kss("status", name).ends(0);
        requireHere();

        large(store);
        requireAllArrives();
    }

    @Test
    void stopWithAFullStoreIsSealedNotSent() throws Exception {
        small(store, "6M");
        desktop.kss("init").ends(0);
        desktop.kss("start", name).ends(0);
        write(8 * MIB);

        desktop.kss("stop", name, "--force", "--timeout", "1s").ends(10).says("kss push " + name);
        assertThat(vm.runs(desktop)).isFalse();
        requireHere();

        large(store);
        requireAllArrives();
    }

    @Test
    void fullImagesFolderIsToldAndThePullGoesOnWhenThereIsRoom() throws Exception {
        write(8 * MIB);
        desktop.kss("push", name).ends(0);
        small(laptop.images(), "6M");

        laptop.kss("pull", name).ends(9).says(laptop.images().toString());
        assertThat(vm.known(laptop)).isFalse();
        laptop.kss("status", name).ends(0);

        large(laptop.images());
        laptop.kss("pull", name).ends(0);
        for (String target : TestVm.TARGETS) {
            work.requireIn(namespace.outside(vm.active(laptop, target)), target);
        }
    }

    @Test
    void fullStateFolderIsToldAndLosesNothing() throws Exception {
        desktop.kss("push", name).ends(0);
        write(MIB);
        namespace.run(
                "cp", "-a", desktop.state().toString(), folder.resolve("copy").toString());
        small(desktop.state(), "1M");
        namespace.run("cp", "-a", folder.resolve("copy") + "/.", desktop.state().toString());
        namespace.run("sh", "-c", "cat /dev/zero > " + desktop.state() + "/ballast; true");

        desktop.kss("push", name).ends(9);
        requireHere();

        namespace.run("rm", desktop.state() + "/ballast");
        requireAllArrives();
    }

    @Test
    void readOnlyStoreIsDeniedForWritingAndGoodForReading() throws Exception {
        desktop.kss("push", name).ends(0);
        namespace.run("mount", "--bind", store.toString(), store.toString());
        namespace.run("mount", "-o", "remount,ro,bind", store.toString());

        requireAllCanBeFetched();
        desktop.kss("start", name).ends(6).says(store.toString()).says("--offline");
        write(MIB);
        desktop.kss("push", name).ends(5).says(store.toString());

        namespace.run("umount", store.toString());
        requireAllArrives();
    }

    private void small(Path place, String size) throws Exception {
        namespace.run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", place.toString());
    }

    private void large(Path place) throws Exception {
        namespace.run("mount", "-o", "remount,size=500M", place.toString());
    }
}
