package io.kss.storage.smb;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures puts and reads against a server of its own. Not a test; arguments: objects, MiB each, at once, rounds, and
 * optionally {@code bouncycastle} to sign as jcifs does by itself.
 */
final class SmbSpeed {

    private static final PrintStream OUT =
            new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);

    private SmbSpeed() {}

    public static void main(String[] arguments) throws Exception {
        int objects = Integer.parseInt(arguments[0]);
        int size = Integer.parseInt(arguments[1]) << 20;
        int atOnce = Integer.parseInt(arguments[2]);
        int rounds = Integer.parseInt(arguments[3]);
        if (List.of(arguments).contains("bouncycastle")) {
            jcifs.util.Crypto.initProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider());
        }
        SmbServer server = SmbServer.start();
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            byte[] bytes = new byte[size];
            new Random(1).nextBytes(bytes);
            for (int round = 0; round < rounds; round++) {
                measure("put", threads, objects, size, i -> {
                    store.put(new ObjectKey("speed/" + i), ObjectSource.of(bytes), PutCondition.ALWAYS);
                    return size;
                });
                measure("read", threads, objects, size, i -> {
                    try (InputStream in = store.read(new ObjectKey("speed/" + i), ByteRange.ALL)) {
                        byte[] buffer = new byte[256 << 10];
                        int total = 0;
                        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                            total += count;
                        }
                        return total;
                    }
                });
            }
        } finally {
            threads.shutdown();
            server.closeAndDelete();
        }
    }

    @FunctionalInterface
    private interface Work {

        int at(int index) throws Exception;
    }

    private static void measure(String what, ExecutorService threads, int objects, int size, Work work)
            throws Exception {
        long cpu = cpu();
        long begin = System.nanoTime();
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            int index = i;
            Callable<Integer> one = () -> work.at(index);
            all.add(threads.submit(one));
        }
        for (Future<Integer> one : all) {
            if (one.get() != size) {
                throw new AssertionError("short");
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        double gigabytes = (double) objects * size / 1e9;
        OUT.printf("%s %.0f MB/s, %.2f CPU-s/GB%n", what, gigabytes * 1000 / seconds, (cpu() - cpu) / 1e9 / gigabytes);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
