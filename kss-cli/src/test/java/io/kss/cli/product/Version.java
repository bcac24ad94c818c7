package io.kss.cli.product;

import io.kss.libvirt.image.Qemu;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the disks of a VM must hold after certain writes: raw files that the writes were made to as well. Each starts with
 * its number, by which a version is recognised.
 */
final class Version {

    private static final int SECTOR = 512;

    private final int number;
    private final Path folder;

    private Version(int number, Path folder) {
        this.number = number;
        this.folder = folder;
    }

    /** The empty disks of a VM that is new. */
    static Version first(Path folder, long size) throws IOException {
        Version first = new Version(0, folder);
        for (String target : TestVm.TARGETS) {
            try (FileChannel file = FileChannel.open(
                    Files.createDirectories(folder).resolve("0-" + target),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(1), size - 1);
            }
        }
        return first;
    }

    int number() {
        return number;
    }

    /** Writes to a VM's disks, and notes what they must hold then. */
    Version write(int next, TestVm vm, ProductHost host, RandomGenerator random, int bytes) throws Exception {
        Version version = new Version(next, folder);
        for (String target : TestVm.TARGETS) {
            Path model = version.model(target);
            Qemu.run("cp", List.of("--sparse=always", model(target).toString(), model.toString()));
            List<String> commands = new ArrayList<>();
            try (FileChannel file = FileChannel.open(model, StandardOpenOption.WRITE)) {
                commands.add(write(file, 0, stamp(next)));
                int count = 1 + random.nextInt(4);
                for (int i = 0; i < count; i++) {
                    byte[] data = new byte[Math.max(SECTOR, bytes / count / SECTOR * SECTOR)];
                    random.nextBytes(data);
                    commands.add(write(file, place(random, file.size(), data.length), data));
                }
                int zeroes = (1 + random.nextInt(400)) * SECTOR;
                long at = place(random, file.size(), zeroes);
                for (int done = 0; done < zeroes; ) {
                    done += file.write(ByteBuffer.allocate(zeroes - done), at + done);
                }
                commands.add("write -z " + (random.nextBoolean() ? "-u " : "") + at + " " + zeroes);
            }
            commands.add("flush");
            vm.io(host, target, commands);
        }
        try (var written = Files.list(folder)) {
            for (Path file : written.filter(Version::isPiece).toList()) {
                Files.delete(file);
            }
        }
        return version;
    }

    private static long place(RandomGenerator random, long size, long length) {
        return SECTOR * (1 + random.nextLong((size - length) / SECTOR - 1));
    }

    private String write(FileChannel file, long at, byte[] data) throws IOException {
        file.write(ByteBuffer.wrap(data), at);
        Path piece = Files.createTempFile(folder, "piece", "");
        Files.write(piece, data);
        return "write -q -s " + piece + " " + at + " " + data.length;
    }

    private static boolean isPiece(Path file) {
        return file.getFileName().toString().startsWith("piece");
    }

    private static byte[] stamp(int number) {
        return ByteBuffer.allocate(SECTOR).putInt(number).array();
    }

    /** The number of the version that a disk image starts with. */
    static int numberIn(Path image, Path scratch) throws IOException {
        Path sector = Files.createTempFile(scratch, "sector", "");
        Qemu.img("dd", "-U", "-f", "qcow2", "-O", "raw", "bs=512", "count=1", "if=" + image, "of=" + sector);
        try {
            return ByteBuffer.wrap(Files.readAllBytes(sector)).getInt();
        } finally {
            Files.delete(sector);
        }
    }

    /** Insists that a disk image holds this version, byte for byte. */
    void requireIn(Path image, String target) {
        Qemu.img("compare", "-U", "-f", "raw", "-F", "qcow2", model(target).toString(), image.toString());
    }

    /** Whether there still is a model to compare with. */
    boolean isKnown() {
        return Files.exists(model(TestVm.TARGETS.get(0)));
    }

    void forget() throws IOException {
        for (String target : TestVm.TARGETS) {
            Files.deleteIfExists(model(target));
        }
    }

    private Path model(String target) {
        return folder.resolve(number + "-" + target);
    }

    @Override
    public String toString() {
        return "version " + number;
    }
}
