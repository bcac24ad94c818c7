package io.kss.cli.product;

import io.kss.libvirt.PrivateLibvirt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A desktop that has a VM and a laptop that lacks it, an empty store folder, and what the VM's disks must hold. The daemons
 * serve all tests of a class, each with a VM of another name.
 */
abstract class ProductTest {

    static final int MIB = 1 << 20;
    private static final long DISK = 24L * MIB;

    private static PrivateLibvirt desktopDaemon;
    private static PrivateLibvirt laptopDaemon;
    private static int machines;

    @TempDir
    Path folder;

    ProductHost desktop;
    ProductHost laptop;
    Path store;
    TestVm vm;
    String name;
    Version work;
    private int versions;

    @BeforeAll
    static void startDaemons() throws Exception {
        desktopDaemon = PrivateLibvirt.start();
        laptopDaemon = PrivateLibvirt.start();
    }

    @AfterAll
    static void stopDaemons() throws Exception {
        desktopDaemon.closeAndDelete();
        laptopDaemon.closeAndDelete();
    }

    @BeforeEach
    void makeHosts() throws Exception {
        store = Files.createDirectories(folder.resolve("nas"));
        desktop = new ProductHost("desktop", folder.resolve("desktop"), desktopDaemon, StoreTable.directory(store));
        laptop = new ProductHost("laptop", folder.resolve("laptop"), laptopDaemon, StoreTable.directory(store));
        name = "vm" + machines++;
        vm = TestVm.define(desktop, name, Long.toString(DISK));
        work = Version.first(folder.resolve("model"), DISK);
        write(MIB);
        desktop.kss("init").ends(0);
    }

    @AfterEach
    void stopMachines() throws Exception {
        for (ProductHost host : new ProductHost[] {desktop, laptop}) {
            if (vm.known(host) && vm.runs(host)) {
                host.libvirt().virsh("destroy", name);
            }
        }
    }

    /** Somebody works in the VM on the desktop. */
    void write(int bytesPerDisk) throws Exception {
        work = work.write(++versions, vm, desktop, new Random(versions), bytesPerDisk);
    }

    /** Nothing is lost: the desktop can send what it has, and the laptop gets every byte. */
    void requireAllArrives() throws Exception {
        desktop.kss("push", name).ends(0);
        requireAllCanBeFetched();
    }

    void requireAllCanBeFetched() throws Exception {
        laptop.kss("pull", name).ends(0);
        for (String target : TestVm.TARGETS) {
            work.requireIn(vm.active(laptop, target), target);
        }
        laptop.kss("verify", "--deep").ends(0);
    }

    void requireHere() throws Exception {
        for (String target : TestVm.TARGETS) {
            work.requireIn(vm.active(desktop, target), target);
        }
    }

    static void append(Path file, String text) throws IOException {
        Files.writeString(file, Files.readString(file) + text);
    }
}
