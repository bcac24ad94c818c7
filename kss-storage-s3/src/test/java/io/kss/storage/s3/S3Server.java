package io.kss.storage.s3;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server of our own, in a process of its own on the loopback interface, with one bucket and one access key. It ends
 * with the JVM that started it. Whoever uses it needs {@code org.gaul:s3proxy} on the class path of the tests.
 */
public final class S3Server implements AutoCloseable {

    private static final String BUCKET = "kss";
    private static final String ACCESS_KEY = "test-access-key";
    private static final String SECRET_KEY = "test/secret+key-that-must-not-show";
    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final URI endpoint;
    private final Optional<TestCertificate> certificate;
    private final URI secureEndpoint;
    private @Nullable Process process;

    private S3Server(Path folder, Optional<TestCertificate> certificate) throws IOException {
        this.folder = folder;
        this.certificate = certificate;
        this.endpoint = URI.create("http://" + HOST + ":" + freePort());
        this.secureEndpoint = URI.create("https://" + HOST + ":" + freePort());
    }

    /** Starts a server that keeps its objects and logs in a folder. */
    public static S3Server start(Path folder) throws IOException {
        return start(folder, Optional.empty());
    }

    /** Starts one that also speaks https, with a certificate that nobody trusts of their own accord. */
    public static S3Server startWithHttps(Path folder) throws IOException {
        return start(folder, Optional.of(TestCertificate.create(folder)));
    }

    private static S3Server start(Path folder, Optional<TestCertificate> certificate) throws IOException {
        Files.createDirectories(folder.resolve("data").resolve(BUCKET));
        Files.writeString(
                folder.resolve("logback.xml"),
                "<configuration><appender name='e' class='ch.qos.logback.core.ConsoleAppender'><target>System.err</target>"
                        + "<encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder></appender>"
                        + "<root level='WARN'><appender-ref ref='e'/></root></configuration>");
        S3Server server = new S3Server(folder, certificate);
        server.run();
        return server;
    }

    /** The bucket, over http. */
    public S3Account account() {
        return new S3Account(endpoint, BUCKET, ACCESS_KEY, SECRET_KEY);
    }

    /** The bucket, over https. */
    public S3Account secureAccount() {
        return account().at(secureEndpoint);
    }

    /** The certificate to trust. */
    public Path caFile() {
        return certificate.orElseThrow().pem();
    }

    /** Kills the server and starts it again on the same port. */
    public void restart() throws IOException {
        kill();
        run();
    }

    /** Kills the server, as a power cut does. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    private void run() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                "-cp",
                System.getProperty("java.class.path"),
                S3ServerProcess.class.getName(),
                folder.resolve("data").toString(),
                endpoint.toString()));
        certificate.ifPresent(given -> command.addAll(
                List.of(secureEndpoint.toString(), given.keyStore().toString(), TestCertificate.PASSWORD)));
        ProcessBuilder server = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("server.log").toFile()));
        server.environment()
                .putAll(Map.of(S3ServerProcess.ACCESS_KEY, ACCESS_KEY, S3ServerProcess.SECRET_KEY, SECRET_KEY));
        Process started = server.start();
        process = started;
        BufferedReader out =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        if (!"serving".equals(out.readLine())) {
            kill();
            throw new IOException("the S3 server did not start: " + Files.readString(folder.resolve("server.log")));
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        Process running = process;
        if (running == null) {
            return;
        }
        running.getOutputStream().close();
        try {
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }
}
