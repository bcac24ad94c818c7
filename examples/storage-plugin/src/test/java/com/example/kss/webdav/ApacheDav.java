package com.example.kss.webdav;

import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.StorageBackend;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An Apache with mod_dav of the test's own, on a free port of this host; it ends with the test's JVM. */
final class ApacheDav implements AutoCloseable {

    static final String USER = "kss";
    static final String PASSWORD = "correct-horse-battery";

    private static final Path PROGRAM = Path.of("/usr/sbin/apache2");
    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
    private static final List<String> LOADED =
            List.of("mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic", "dav", "dav_fs");

    private final Path folder;
    private final int port;
    private final Process process;

    private ApacheDav(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static ApacheDav start() throws Exception {
        if (!Files.isExecutable(PROGRAM)) {
            throw new IllegalStateException(PROGRAM + " is missing: install the Debian package apache2-bin");
        }
        Path folder = Files.createTempDirectory("kss-dav-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String name : List.of("www", "run")) {
            Files.createDirectory(folder.resolve(name));
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        int port = freePort();
        Files.writeString(folder.resolve("users"), USER + ":{SHA}" + hash() + "\n");
        Files.writeString(folder.resolve("apache.conf"), configuration(folder, port));
        // The shell ends the server when this JVM is gone and its standard input with it, however it ended.
        String guarded = "\"$0\" \"$@\" & server=$!; trap 'kill $server; wait $server; exit' TERM; "
                + "{ cat; kill $server; } <&3 & wait $server";
        Process process = new ProcessBuilder(
                        "/bin/bash",
                        "-c",
                        "exec 3<&0; " + guarded,
                        PROGRAM.toString(),
                        "-X",
                        "-f",
                        folder.resolve("apache.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        ApacheDav apache = new ApacheDav(folder, port, process);
        apache.awaitReady();
        return apache;
    }

    private static String configuration(Path folder, int port) {
        StringBuilder text = new StringBuilder();
        for (String module : LOADED) {
            text.append("LoadModule %s_module %s/mod_%s.so\n".formatted(module, MODULES, module));
        }
        if (System.getProperty("user.name").equals("root")) {
            text.append("User www-data\nGroup www-data\n");
        }
        return text + """
                ServerRoot %1$s
                ServerName localhost
                Listen 127.0.0.1:%2$d
                PidFile %1$s/run/pid
                DefaultRuntimeDir %1$s/run
                Mutex file:%1$s/run default
                ErrorLog %1$s/error.log
                LogLevel crit
                DavLockDB %1$s/run/locks
                DocumentRoot %1$s/www
                <Directory %1$s/www>
                    Dav On
                    AuthType Basic
                    AuthName kss
                    AuthUserFile %1$s/users
                    Require valid-user
                </Directory>
                """.formatted(folder, port);
    }

    private static String hash() throws Exception {
        byte[] sha = MessageDigest.getInstance("SHA-1").digest(PASSWORD.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(sha);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws Exception {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
        String output = Files.readString(folder.resolve("output"));
        close();
        throw new IllegalStateException("Apache did not start: " + output);
    }

    /** A new folder on the server. */
    String newFolder(String name) throws IOException {
        Path made = Files.createDirectory(folder.resolve("www").resolve(name));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxrwxrwx"));
        return url(name);
    }

    String url(String name) {
        return "http://127.0.0.1:" + port + "/" + name;
    }

    static StorageBackend open(String url, String password) throws Exception {
        WebDavProvider provider = new WebDavProvider();
        return provider.open(PluginConfig.of(
                provider.configKeys(), Map.of("url", url, "user", USER), Map.of("password", Secret.of(password))));
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
