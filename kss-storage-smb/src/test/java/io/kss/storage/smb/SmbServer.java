package io.kss.storage.smb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Samba server of the test's own, on a free port of the loopback interface, as whoever runs the test. It ends with
 * this, or with the test's process. The share {@value #SHARE} is there from the start.
 */
public final class SmbServer implements AutoCloseable {

    /** A share that {@link #user} may write to. */
    public static final String SHARE = "kss";

    /** What {@link #user} logs in with. */
    public static final String PASSWORD = "Xq7-geheim-42";

    private static final String SMBD = "/usr/sbin/smbd";
    private static final String CONFIG = """
            [global]
            server role = standalone server
            smb ports = %2$d
            bind interfaces only = yes
            interfaces = lo 127.0.0.1/8
            disable netbios = yes
            passdb backend = tdbsam:%1$s/priv/passdb.tdb
            private dir = %1$s/priv
            lock directory = %1$s/run
            state directory = %1$s/run
            cache directory = %1$s/run
            pid directory = %1$s/run
            ncalrpc dir = %1$s/run/ncalrpc
            log file = %1$s/log.%%m
            load printers = no
            printing = bsd
            printcap name = /dev/null
            disable spoolss = yes
            map to guest = Bad User
            guest account = %3$s
            %4$s
            """;

    private final Path folder;
    private final int port;
    private final Map<String, String> shares = new LinkedHashMap<>();
    private String global = "";
    private Process process;

    private SmbServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server. */
    public static SmbServer start() throws Exception {
        return start("");
    }

    /**
     * Starts a server.
     *
     * @param global further lines of its configuration's global part
     */
    public static SmbServer start(String global) throws Exception {
        if (!Files.isExecutable(Path.of(SMBD))) {
            throw new AssertionError(SMBD + " is missing (Debian: apt-get install samba)");
        }
        // in /tmp itself: sockets have no room for long names
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "kss-smb-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("priv", "run", "run/ncalrpc", SHARE)) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.setPosixFilePermissions(folder.resolve("priv"), PosixFilePermissions.fromString("rwx------"));
        SmbServer server = new SmbServer(folder, freePort());
        server.global = global;
        server.shares.put(SHARE, "path = %s\nread only = no".formatted(folder.resolve(SHARE)));
        server.configure();
        server.addUser();
        server.launch();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Adds a share, which clients that connect from now on see. */
    public void addShare(String name, String settings) throws Exception {
        shares.put(name, settings);
        configure();
        close();
        launch();
    }

    private void configure() throws IOException {
        StringBuilder text = new StringBuilder(CONFIG.formatted(folder, port, user(), global));
        shares.forEach((name, settings) ->
                text.append('[').append(name).append("]\n").append(settings).append('\n'));
        Files.writeString(folder.resolve("smb.conf"), text);
    }

    private void addUser() throws Exception {
        Process pdbedit = new ProcessBuilder(
                        "pdbedit", "-s", folder.resolve("smb.conf").toString(), "-t", "-a", "-u", user())
                .redirectErrorStream(true)
                .start();
        try (var in = pdbedit.outputWriter()) {
            in.write(PASSWORD + "\n" + PASSWORD + "\n");
        }
        String output = new String(pdbedit.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (pdbedit.waitFor() != 0) {
            throw new AssertionError("pdbedit: " + output);
        }
    }

    private void launch() throws Exception {
        process = new ProcessBuilder(
                        SMBD,
                        "--foreground",
                        "--no-process-group",
                        "--debug-stdout",
                        "-s",
                        folder.resolve("smb.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("output").toFile()))
                .start();
        for (int i = 0; i < 400 && process.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException notYet) {
                Thread.sleep(25);
            }
        }
        throw new AssertionError("smbd did not start: " + Files.readString(folder.resolve("output")));
    }

    public int port() {
        return port;
    }

    /** The one user: whoever runs the test. */
    public static String user() {
        return System.getProperty("user.name");
    }

    /** Where the files of {@value #SHARE} are. */
    public Path share() {
        return folder.resolve(SHARE);
    }

    /** Everything of the server's. */
    public Path folder() {
        return folder;
    }

    /** The server's process and those of its connections. */
    public List<ProcessHandle> processes() {
        List<ProcessHandle> all = new ArrayList<>(List.of(process.toHandle()));
        process.toHandle().descendants().forEach(all::add);
        return all;
    }

    /** Ends the server without a farewell and starts it again. */
    public void restart() throws Exception {
        close();
        launch();
    }

    /** Ends the server without a farewell. Its files stay. */
    @Override
    public void close() throws Exception {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle handle : all) {
            handle.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    /** Ends the server and removes all that was stored. */
    public void closeAndDelete() throws Exception {
        close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
