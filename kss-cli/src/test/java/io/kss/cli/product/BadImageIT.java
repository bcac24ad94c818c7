package io.kss.cli.product;

import io.kss.libvirt.image.Qemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Disk images and domains that are not as they should be: each is refused by name, and works again when it is put right. */
class BadImageIT extends ProductTest {

    @Test
    void imageThatStandsOnSomethingElseThanAFileIsNotAdopted() throws Exception {
        Path disk = vm.active(desktop, "vda");
        Qemu.img("rebase", "-u", "-F", "raw", "-b", "nbd://127.0.0.1:1/x", disk.toString());

        desktop.kss("push", name).ends(8).says(disk.toString()).says("nbd://127.0.0.1:1/x");
        desktop.kss("start", name).ends(8).says(disk.toString());

        Qemu.img("rebase", "-u", "-b", "", disk.toString());
        requireAllArrives();
    }

    @Test
    void imageWhoseBackingFileIsMissingIsNotAdopted() throws Exception {
        Path disk = vm.active(desktop, "vdb");
        Path missing = desktop.images().resolve("gone.qcow2");
        Qemu.img("rebase", "-u", "-F", "qcow2", "-b", missing.toString(), disk.toString());

        desktop.kss("push", name).ends(8).says(missing.toString());

        Qemu.img("rebase", "-u", "-b", "", disk.toString());
        requireAllArrives();
    }

    @Test
    void imageThatWasPutOnAForeignOneIsNotSent() throws Exception {
        desktop.kss("push", name).ends(0);
        Path active = vm.active(desktop, "vda");
        Path sealed = backing(active);
        Path foreign = desktop.images().resolve("foreign.qcow2");
        Qemu.img("create", "-q", "-f", "qcow2", foreign.toString(), "24M");
        Qemu.img("rebase", "-u", "-F", "qcow2", "-b", foreign.toString(), active.toString());

        desktop.kss("push", name).ends(7).says(active.toString()).says("no longer stands on it");
        desktop.kss("start", name).ends(7);

        Qemu.img("rebase", "-u", "-F", "qcow2", "-b", sealed.toString(), active.toString());
        write(MIB);
        requireAllArrives();
    }

    @Test
    void sealedLayerThatIsMissingIsNamed() throws Exception {
        desktop.kss("push", name).ends(0);
        Path sealed = backing(vm.active(desktop, "vda"));
        Path away = sealed.resolveSibling("away");
        Files.move(sealed, away);

        desktop.kss("push", name).ends(7).says(sealed.toString());
        desktop.kss("start", name).ends(7).says(sealed.toString());
        requireAllCanBeFetched();

        Files.move(away, sealed);
        requireHere();
    }

    @Test
    void imageInUseByAnotherProcessIsLeftAlone() throws Exception {
        Path disk = vm.active(desktop, "vdb");
        try (AutoCloseable user = Qemu.hold(disk)) {
            desktop.kss("push", name).ends(8).says(disk.toString());
            desktop.kss("snapshot", "create", name).ends(8).says(disk.toString());
        }
        requireAllArrives();
    }

    @Test
    void managedImageInUseByAnotherProcessIsLeftAlone() throws Exception {
        desktop.kss("push", name).ends(0);
        write(MIB);
        Path disk = vm.active(desktop, "vda");
        try (AutoCloseable user = Qemu.hold(disk)) {
            desktop.kss("push", name).ends(8).says(disk.toString());
            desktop.kss("stop", name).ends(8).says(disk.toString());
        }
        requireAllArrives();
    }

    @Test
    void sealedLayerThatSomebodyWroteToIsNeitherSentNorStarted() throws Exception {
        desktop.kss("push", name).ends(0);
        Path active = vm.active(desktop, "vda");
        Path sealed = backing(active);
        write(MIB);
        desktop.kss("snapshot", "create", name).ends(0);
        Path newest = backing(vm.active(desktop, "vda"));
        Files.setPosixFilePermissions(newest, PosixFilePermissions.fromString("rw-rw-rw-"));
        Qemu.io(newest, "write -P 7 0 64k");

        desktop.kss("push", name).ends(7).says(newest.toString());
        desktop.kss("start", name).ends(7).says(newest.toString());
        desktop.kss("status", name).ends(0);

        laptop.kss("pull", name).ends(0);
        laptop.kss("verify", "--deep").ends(0);
        if (!Files.exists(sealed)) {
            throw new AssertionError(sealed + " is gone");
        }
    }

    @Test
    void managedSaveBlocksEverythingThatWouldOutdateIt() throws Exception {
        desktop.kss("push", name).ends(0);
        desktop.libvirt().virsh("start", name);
        write(MIB);
        desktop.libvirt().virsh("managedsave", name);

        for (String[] command : new String[][] {
            {"push", name},
            {"pull", name},
            {"start", name},
            {"start", name, "--offline"},
            {"stop", name},
            {"snapshot", "create", name}
        }) {
            desktop.kss(command).ends(8).says("managed save").says("virsh managedsave-remove " + name);
        }

        desktop.libvirt().virsh("managedsave-remove", name);
        requireAllArrives();
    }

    @Test
    void hypervisorThatDoesNotAnswerIsNamed() throws Exception {
        desktop.configure(desktop.configuration(StoreTable.directory(store))
                .replaceAll("socket=[^\"]*", "socket=" + folder + "/nobody"));
        desktop.kss("push", name).ends(8).says(folder + "/nobody");
        desktop.configure(desktop.configuration(StoreTable.directory(store)));
        requireAllArrives();
    }

    private static Path backing(Path image) {
        String info = Qemu.run("qemu-img", java.util.List.of("info", "-U", image.toString()));
        return info.lines()
                .filter(line -> line.startsWith("backing file:"))
                .map(line -> line.contains("(actual path: ")
                        ? line.replaceAll(".*\\(actual path: (.*)\\)", "$1")
                        : line.substring("backing file: ".length()))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
    }
}
