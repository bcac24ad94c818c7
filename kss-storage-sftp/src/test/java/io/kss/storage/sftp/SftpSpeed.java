package io.kss.storage.sftp;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Not a test: measures puts and reads on the loopback interface beside {@code scp}, in turn. Run it with the module's
 * test class path and, if you like, the object's size in MiB, how many of them, how many at once, and how many rounds.
 */
final class SftpSpeed {

    private SftpSpeed() {}

    public static void main(String[] arguments) throws Exception {
        int size = argument(arguments, 0, 16) << 20;
        int count = argument(arguments, 1, 64);
        int threads = argument(arguments, 2, 4);
        int rounds = argument(arguments, 3, 3);
        try (SshServer server = SshServer.start();
                StorageBackend store = Stores.open(Stores.with(server.settings(), "connections", "" + threads))) {
            byte[] bytes = Stores.bytes(1, size);
            Path file = Files.write(server.file("scp-source"), bytes);
            long total = (long) size * count;
            for (int round = 0; round < rounds; round++) {
                report("put", total, cpu(), parallel(threads, count, i -> {
                    store.put(Stores.key("packs/" + i), ObjectSource.of(bytes), PutCondition.ALWAYS);
                    return 0L;
                }));
                report("read", total, cpu(), parallel(threads, count, i -> {
                    try (InputStream in = store.read(Stores.key("packs/" + i), ByteRange.ALL)) {
                        return in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                }));
                List<String> copies = new ArrayList<>(List.of("cat"));
                for (int i = 0; i < count; i++) {
                    copies.add(file.toString());
                }
                scp(server, copies, total);
            }
        }
    }

    private static void scp(SshServer server, List<String> cat, long total) throws Exception {
        Path whole = server.file("scp-whole");
        new ProcessBuilder(cat).redirectOutput(whole.toFile()).start().waitFor();
        List<String> base = List.of(
                "bash",
                "-c",
                "TIMEFORMAT='%R %U %S'; time \"$@\"",
                "scp",
                "scp",
                "-q",
                "-c",
                "aes128-gcm@openssh.com",
                "-P",
                "" + server.port(),
                "-i",
                server.file("user").toString(),
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=" + server.file("known_hosts"));
        for (boolean up : new boolean[] {true, false}) {
            List<String> command = new ArrayList<>(base);
            String remote = SshServer.user() + "@127.0.0.1:" + server.file("scp-target");
            command.add(up ? whole.toString() : remote);
            command.add(up ? remote : server.file("scp-back").toString());
            String[] times = server.run(command.toArray(String[]::new)).strip().split(" ", 3);
            double seconds = Double.parseDouble(times[0]);
            double cpu = Double.parseDouble(times[1]) + Double.parseDouble(times[2]);
            print("scp " + (up ? "up" : "down"), total, seconds, cpu);
        }
    }

    private static int argument(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    @FunctionalInterface
    private interface Work {

        long on(int index) throws Exception;
    }

    private static double parallel(int threads, int count, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        List<Future<Long>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            Callable<Long> task = () -> work.on(index);
            futures.add(executor.submit(task));
        }
        for (Future<Long> future : futures) {
            future.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        executor.shutdown();
        executor.awaitTermination(1, TimeUnit.MINUTES);
        return seconds;
    }

    private static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private static void report(String what, long bytes, double cpuBefore, double seconds) {
        print(what, bytes, seconds, cpu() - cpuBefore);
    }

    private static void print(String what, long bytes, double seconds, double cpu) {
        System.out.printf(
                Locale.ROOT,
                "%-9s %6.0f MB/s %6.2f client CPU-s/GB%n",
                what,
                bytes / seconds / 1e6,
                cpu / (bytes / 1e9));
    }
}
