package io.kss.libvirt.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A chain of image files that a guest with a random mind left behind. */
final class RandomChain {

    private static final String[] CLUSTERS = {"512", "4096", "65536", "65536", "262144", "2097152"};

    private final Random random;
    private final Path folder;
    final List<Path> files = new ArrayList<>();
    final List<String> formats = new ArrayList<>();

    RandomChain(Random random, Path folder) {
        this.random = random;
        this.folder = folder;
    }

    static RandomChain grown(Random random, Path folder) throws IOException {
        RandomChain chain = new RandomChain(random, folder);
        int layers = 1 + random.nextInt(5);
        for (int i = 0; i < layers; i++) {
            chain.grow();
        }
        return chain;
    }

    private void grow() throws IOException {
        boolean raw = files.isEmpty() && random.nextBoolean();
        long size = size();
        Path file = folder.resolve("layer" + files.size() + (raw ? ".raw" : ".qcow2"));
        if (raw) {
            raw(file, size);
        } else {
            qcow2(file, size);
        }
        files.add(file);
        formats.add(raw ? "raw" : "qcow2");
    }

    private void raw(Path file, long size) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(size - random.nextInt(512));
            for (int i = random.nextInt(12); i > 0; i--) {
                byte[] bytes = new byte[1 + random.nextInt(20_000)];
                random.nextBytes(bytes);
                long at = random.nextLong(Math.max(1, access.length() - bytes.length));
                access.seek(at);
                access.write(bytes, 0, (int) Math.min(bytes.length, access.length() - at));
            }
        }
    }

    private void qcow2(Path file, long size) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("create", "-q", "-f", "qcow2", "-o"));
        arguments.add(options());
        if (!files.isEmpty()) {
            int below = files.size() - 1;
            arguments.addAll(List.of(
                    "-F",
                    formats.get(below),
                    "-b",
                    String.valueOf(files.get(below).getFileName())));
        }
        arguments.addAll(List.of(file.toString(), Long.toString(size)));
        Qemu.run("qemu-img", arguments);
        List<String> writes = new ArrayList<>();
        for (int i = random.nextInt(14); i > 0; i--) {
            writes.add(write(size));
        }
        if (!writes.isEmpty()) {
            Qemu.attempt(file, writes);
            if (markedCorrupt(file)) {
                // QEMU 7.2 does that to an image of its own making now and then; what is left of one is no layer.
                Qemu.run("qemu-img", arguments);
            }
        }
    }

    /** By the incompatible features in the header, which the first version of the format (compat=0.10) does not have. */
    private static boolean markedCorrupt(Path file) throws IOException {
        try (RandomAccessFile header = new RandomAccessFile(file.toFile(), "r")) {
            header.seek(4);
            int version = header.readInt();
            header.seek(72);
            return version > 2 && (header.readLong() & 2) != 0;
        }
    }

    private String options() {
        String cluster = CLUSTERS[random.nextInt(CLUSTERS.length)];
        if (cluster.length() >= 5 && random.nextInt(3) == 0) {
            return "cluster_size=" + cluster + ",extended_l2=on";
        }
        return switch (random.nextInt(5)) {
            case 0 -> "cluster_size=" + cluster + ",compat=0.10";
            case 1 -> "cluster_size=" + cluster + ",lazy_refcounts=on";
            case 2 -> "cluster_size=" + cluster + (files.isEmpty() ? ",preallocation=metadata" : "");
            default -> "cluster_size=" + cluster;
        };
    }

    /** Mostly close to each other, so that neighbours in a chain shrink and grow, and multiples of nothing. */
    private long size() {
        long size = (1 + random.nextInt(8)) * 1024L * 1024;
        return random.nextBoolean() ? size : size - 512L * random.nextInt(1024);
    }

    private String write(long size) {
        long offset = random.nextLong(size / 512) * 512;
        long length = Math.min(size - offset, 512L * (1 + random.nextInt(random.nextBoolean() ? 16 : 1000)));
        int pattern = 1 + random.nextInt(255);
        return switch (random.nextInt(7)) {
            case 0 -> "discard " + offset + " " + length;
            case 1 -> "write -z " + offset + " " + length;
            case 2 -> "write -z -u " + offset + " " + length;
            case 3 -> compressed(pattern, size);
            default -> "write -P " + pattern + " " + offset + " " + length;
        };
    }

    /** QEMU compresses whole clusters only; 2 MiB is one whatever the size. */
    private String compressed(int pattern, long size) {
        long cluster = 2 * 1024 * 1024;
        if (size < cluster) {
            return "write -P " + pattern + " 0 512";
        }
        return "write -c -P " + pattern + " " + random.nextLong(size / cluster) * cluster + " " + cluster;
    }
}
