package io.kss.storage.sftp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An OpenSSH server of the test's own on the loopback interface, with keys of its own. Runs as root or as any user, and
 * ends with the test's process at the latest.
 */
public final class SshServer implements AutoCloseable {

    private static final Path SSHD = Path.of("/usr/sbin/sshd");

    /** Ends the server when this process lets go of its standard input, however that comes about. */
    private static final String UNTIL_WE_END = "\"$@\" & server=$!; cat > /dev/null; kill $server";

    /** Only this server sees the password, because only it sees that file. */
    private static final String WITH_SHADOW = "mount --bind \"$SHADOW\" /etc/shadow && " + UNTIL_WE_END;

    private final Path folder;
    private final int port;
    private String sftp = "internal-sftp";
    private String options = "";
    private boolean password;
    private List<String> program = List.of();
    private Process process;

    private SshServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** A server that takes the key of {@link #settings}. */
    public static SshServer start() throws Exception {
        return prepared().launched();
    }

    /** A server that also takes a password; for root only. */
    static SshServer startWithPassword(String password) throws Exception {
        SshServer server = prepared();
        server.password = true;
        Path shadow = server.folder.resolve("shadow");
        Files.copy(Path.of("/etc/shadow"), shadow);
        String hash = server.run("perl", "-e", "print crypt($ARGV[0], '$6$' . 'saltsalt' . '$')", password);
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(shadow)) {
            lines.add(
                    line.startsWith(user() + ":")
                            ? line.replaceFirst(":[^:]*:", ":" + hash.replace("$", "\\$") + ":")
                            : line);
        }
        Files.write(shadow, lines);
        return server.launched();
    }

    /** A server whose SFTP service is started with arguments, and with further lines of configuration. */
    static SshServer start(String sftp, String options) throws Exception {
        SshServer server = prepared();
        server.sftp = sftp;
        server.options = options;
        return server.launched();
    }

    /**
     * A server that is run by another program, such as one that enters a network which the test itself is not in, and with
     * further lines of configuration.
     */
    public static SshServer startBy(List<String> program, String options) throws Exception {
        SshServer server = prepared();
        server.program = List.copyOf(program);
        server.options = options;
        return server.launched();
    }

    private static SshServer prepared() throws Exception {
        if (!Files.isExecutable(SSHD)) {
            throw new AssertionError(SSHD + " is missing (Debian: apt install openssh-server)");
        }
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "kss-sftp-");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        SshServer server = new SshServer(folder, port);
        server.makeKey("host", "");
        server.makeKey("user", "");
        server.makeKey("locked", PASSPHRASE);
        server.makeKey("stranger", "");
        Files.writeString(
                server.file("authorized"),
                Files.readString(server.file("user.pub")) + Files.readString(server.file("locked.pub")));
        Files.createDirectory(server.store());
        return server;
    }

    /** Decrypts the key {@code locked}. */
    static final String PASSPHRASE = "correct horse battery";

    private SshServer launched() throws Exception {
        Files.writeString(file("config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %s
                PidFile none
                AuthorizedKeysFile %s
                StrictModes no
                UsePAM no
                PasswordAuthentication %s
                KbdInteractiveAuthentication no
                PermitRootLogin yes
                MaxStartups 100:30:200
                Subsystem sftp %s
                %s
                """.formatted(
                        port, file("host"), file("authorized"), password ? "yes" : "no", sftp, options));
        if (user().equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        launch();
        return this;
    }

    private void launch() throws Exception {
        List<String> command = new ArrayList<>(program);
        if (password) {
            command.addAll(List.of("unshare", "--mount", "--propagation", "private"));
        }
        command.addAll(List.of("sh", "-c", password ? WITH_SHADOW : UNTIL_WE_END, "sshd"));
        command.addAll(List.of(SSHD.toString(), "-D", "-e", "-f", file("config").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file("output").toFile()));
        builder.environment().put("SHADOW", file("shadow").toString());
        process = builder.start();
        for (int i = 0; i < 400; i++) {
            if (!program.isEmpty() && Files.readString(file("output")).contains("Server listening on")) {
                return;
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                if (socket.getInputStream().read() == 'S') {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(25);
            }
        }
        throw new AssertionError("sshd did not start: " + Files.readString(file("output")));
    }

    private void makeKey(String name, String passphrase) throws Exception {
        run(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-a",
                "1",
                "-N",
                passphrase,
                "-C",
                name,
                "-f",
                file(name).toString());
    }

    String run(String... command) throws Exception {
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        program.getOutputStream().close();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (program.waitFor() != 0) {
            throw new AssertionError(List.of(command) + ": " + output);
        }
        return output;
    }

    /** Keys and files of this server; {@code user} is a key it takes, {@code locked} an encrypted one, {@code stranger} none. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** An empty folder for a repository. */
    public Path store() {
        return folder.resolve("store");
    }

    public int port() {
        return port;
    }

    static String user() {
        return System.getProperty("user.name");
    }

    /** What the server's own tool says about its host key. */
    String fingerprint() throws Exception {
        return run("ssh-keygen", "-lf", file("host.pub").toString()).split(" ", 3)[1];
    }

    /** The {@code [store]} table for {@link #store}, apart from its type. */
    public Map<String, String> settings() throws Exception {
        return settings(port);
    }

    /** The same through another port, such as a proxy's. */
    public Map<String, String> settings(int reachedAt) throws Exception {
        String hostKey = Files.readString(file("host.pub"));
        Files.writeString(
                file("known_hosts"),
                "[127.0.0.1]:" + reachedAt + " " + hostKey,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("host", "127.0.0.1");
        settings.put("port", Integer.toString(reachedAt));
        settings.put("user", user());
        settings.put("path", store().toString());
        settings.put("key-file", file("user").toString());
        settings.put("known-hosts", file("known_hosts").toString());
        settings.put("ssh-config", "none");
        return settings;
    }

    /** Ends the server and all its connections, without a farewell. */
    public void stop() throws Exception {
        for (ProcessHandle handle : process.toHandle().descendants().toList()) {
            handle.destroyForcibly();
        }
        process.destroyForcibly();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    /** Starts it again in its old place. */
    public void restart() throws Exception {
        stop();
        launch();
    }

    @Override
    public void close() throws Exception {
        stop();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.isDirectory(file)) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
                }
                Files.delete(file);
            }
        }
    }
}
