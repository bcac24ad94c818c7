package io.kss.storage.s3;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Ceph cluster of one monitor, one store in memory and one object gateway, on the loopback interface; works as any user.
 * Needs the Debian packages {@code radosgw ceph-mon ceph-osd ceph-common}.
 */
final class CephServer implements AutoCloseable {

    private static final String BUCKET = "kss";
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test-secret-key-that-must-not-show";

    private final Path folder;
    private final Path config;
    private final int gatewayPort;
    private final List<Process> daemons = new ArrayList<>();

    private CephServer(Path folder, int monitorPort, int gatewayPort, String cluster) throws IOException {
        this.folder = folder;
        this.gatewayPort = gatewayPort;
        this.config = folder.resolve("ceph.conf");
        Files.createDirectories(folder.resolve("mon"));
        Files.createDirectories(folder.resolve("osd"));
        Files.writeString(config, CephConfig.text(folder, cluster, monitorPort, gatewayPort));
    }

    static CephServer start(Path folder) throws IOException {
        int monitorPort = S3Server.freePort();
        String cluster = UUID.randomUUID().toString();
        CephServer server = new CephServer(folder, monitorPort, S3Server.freePort(), cluster);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        try {
            server.startCluster(cluster, monitorPort);
            server.startGateway();
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void startCluster(String cluster, int monitorPort) throws IOException {
        String map = folder.resolve("monmap").toString();
        String address = "[v1:127.0.0.1:" + monitorPort + "]";
        run("monmaptool", "--create", "--addv", "a", address, "--fsid", cluster, map);
        run("ceph-mon", "-c", config.toString(), "--mkfs", "-i", "a", "--monmap", map);
        daemon("ceph-mon", "-c", config.toString(), "-f", "-i", "a");
        String store = UUID.randomUUID().toString();
        run("ceph", "-c", config.toString(), "--connect-timeout", "60", "osd", "new", store);
        run("ceph-osd", "-c", config.toString(), "-i", "0", "--mkfs", "--osd-uuid", store);
        daemon("ceph-osd", "-c", config.toString(), "-f", "-i", "0");
    }

    private void startGateway() throws IOException {
        run(
                "radosgw-admin",
                "-c",
                config.toString(),
                "user",
                "create",
                "--uid=test",
                "--display-name=test",
                "--access-key=" + ACCESS_KEY,
                "--secret-key=" + SECRET_KEY);
        daemon("radosgw", "-c", config.toString(), "-f", "-n", "client.rgw");
        Awaitility.await("the gateway")
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() ->
                        ((HttpURLConnection) account().endpoint().toURL().openConnection()).getResponseCode() == 200);
        account().createBucket();
    }

    S3Account account() {
        return new S3Account(URI.create("http://127.0.0.1:" + gatewayPort), BUCKET, ACCESS_KEY, SECRET_KEY);
    }

    private void daemon(String... command) throws IOException {
        daemons.add(start(command));
    }

    private void run(String... command) throws IOException {
        Process process = start(command);
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(command[0] + " failed: " + Files.readString(log()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command[0], e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "can't run " + command[0]
                            + ": install the Debian packages radosgw, ceph-mon, ceph-osd and ceph-common",
                    e);
        }
    }

    private Path log() {
        return folder.resolve("commands.log");
    }

    @Override
    public void close() {
        Collections.reverse(daemons);
        daemons.forEach(daemon -> daemon.destroyForcibly().onExit().join());
    }
}
