package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.domain.HostFiles;
import io.kss.libvirt.domain.NetworkChoice;
import io.kss.spi.hypervisor.Hypervisor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A libvirt daemon of the test's own: for root in namespaces that hide the machine's, for others as a session with its
 * own folders. It and all its VMs end with it.
 */
public final class PrivateLibvirt implements AutoCloseable {

    private static final String AS_ROOT = """
            set -e
            mount --make-rprivate /
            for p in etc:/etc/libvirt lib:/var/lib/libvirt run:/run/libvirt cache:/var/cache/libvirt log:/var/log/libvirt
            do mkdir -p "$1/${p%%:*}" "${p#*:}"; mount --bind "$1/${p%%:*}" "${p#*:}"; done
            mount -t sysfs sysfs /sys || true
            ip link set lo up
            # as the system's own service manager would, when somebody kills it
            while :; do
              libvirtd -f /etc/libvirt/libvirtd.conf -p "$1/libvirtd.pid" || sleep 0.1
            done &
            # the first process stays, and collects those that lost their parents
            sleep infinity &
            wait
            """;

    private final Path folder;
    private final boolean root;
    private final Optional<PrivateLibvirt> neighbour;
    private Process process;

    private PrivateLibvirt(Path folder, boolean root, Optional<PrivateLibvirt> neighbour, Process process) {
        this.folder = folder;
        this.root = root;
        this.neighbour = neighbour;
        this.process = process;
    }

    public static PrivateLibvirt start() throws Exception {
        return start(Optional.empty());
    }

    /** Another host, which can reach the first one. */
    public static PrivateLibvirt startBeside(PrivateLibvirt first) throws Exception {
        return start(Optional.of(first));
    }

    private static PrivateLibvirt start(Optional<PrivateLibvirt> neighbour) throws Exception {
        // in /tmp itself: sockets have no room for long names
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "kss-it-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        boolean root = System.getProperty("user.name").equals("root");
        configure(folder, root);
        PrivateLibvirt libvirt = new PrivateLibvirt(folder, root, neighbour, launch(folder, root, neighbour));
        libvirt.awaitSocket();
        return libvirt;
    }

    private static void configure(Path folder, boolean root) throws IOException {
        Path etc = Files.createDirectories(root ? folder.resolve("etc") : folder.resolve("config/libvirt"));
        Files.createDirectories(folder.resolve("sock"));
        Files.writeString(etc.resolve("qemu.conf"), root ? """
                        user = "root"
                        group = "root"
                        security_driver = "none"
                        dynamic_ownership = 0
                        remember_owner = 0
                        cgroup_controllers = []
                        namespaces = []
                        stdio_handler = "file"
                        """ : "stdio_handler = \"file\"\n");
        Files.writeString(
                etc.resolve("libvirtd.conf"), """
                auth_unix_ro = "none"
                auth_unix_rw = "none"
                unix_sock_dir = "%s"
                unix_sock_rw_perms = "0700"
                log_outputs = "2:file:%s/libvirtd.log"
                host_uuid = "%s"
                """.formatted(folder.resolve("sock"), folder, UUID.randomUUID()));
    }

    private static Process launch(Path folder, boolean root, Optional<PrivateLibvirt> neighbour) throws IOException {
        List<String> command = new ArrayList<>();
        if (root) {
            neighbour.ifPresent(first -> command.addAll(first.inItsNetwork()));
            command.addAll(List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
            if (neighbour.isEmpty()) {
                command.add("--net");
            }
            command.addAll(List.of("bash", "-c", AS_ROOT, "libvirt", folder.toString()));
        } else {
            command.addAll(List.of(
                    "libvirtd",
                    "-f",
                    folder.resolve("config/libvirt/libvirtd.conf").toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().put("XDG_DATA_HOME", folder.resolve("data").toString());
        return builder.start();
    }

    private void awaitSocket() throws Exception {
        for (int i = 0; i < 300; i++) {
            if (Files.exists(socket())) {
                return;
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("libvirtd did not start (Debian: apt install libvirt-daemon qemu-system-x86): "
                + Files.readString(folder.resolve("output")));
    }

    private Path socket() {
        return root ? folder.resolve("sock/libvirt-sock") : folder.resolve("run/libvirt/libvirt-sock");
    }

    public String uri() {
        return "qemu+unix:///" + (root ? "system" : "session") + "?socket=" + socket();
    }

    /** The program that runs others where the daemon's network is; nothing if that is the test's own. */
    public List<String> inItsNetwork() {
        return root ? List.of("nsenter", "--target", Long.toString(daemon().pid()), "--net", "--") : List.of();
    }

    /** The socket of the daemon. */
    public Path daemonSocket() {
        return socket();
    }

    /** What the daemon of a root sees as {@code /etc/libvirt}. */
    public Path etc() {
        return folder.resolve("etc");
    }

    /** Has the daemon read its configuration again, and look for hooks. */
    public void reload() throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(daemon().pid()))
                .start()
                .waitFor();
    }

    /** A folder that the daemon, its VMs and the test all see. */
    Path images() throws IOException {
        return Files.createDirectories(folder.resolve("images"));
    }

    Hypervisor connect() throws Exception {
        HostFiles files = new HostFiles(
                Optional.of(folder.resolve("boot")),
                folder.resolve("nvram"),
                folder.resolve("tpm"),
                NetworkChoice.parse("user"));
        return new LibvirtHypervisor(Connection.open(uri()), files);
    }

    Path boot() throws IOException {
        return Files.createDirectories(folder.resolve("boot"));
    }

    public String virsh(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri()));
        command.addAll(List.of(arguments));
        Process virsh = new ProcessBuilder(command).redirectErrorStream(true).start();
        virsh.getOutputStream().close();
        String output = new String(virsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (virsh.waitFor() != 0) {
            throw new AssertionError(command + ": " + output);
        }
        return output;
    }

    /** Stops the daemon's own process where it stands, as a machine that swaps itself to death would, or wakes it. */
    void freeze(boolean frozen) throws Exception {
        long pid = daemon().pid();
        new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(pid))
                .start()
                .waitFor();
    }

    /** Kills the daemon and nothing else; as root, another takes its place at once, and finds the VMs. */
    public void killDaemon() throws Exception {
        ProcessHandle daemon = daemon();
        daemon.destroyForcibly();
        daemon.onExit().get(20, TimeUnit.SECONDS);
    }

    /** Kills the process of a VM. */
    public void killGuest(String name) throws Exception {
        ProcessHandle guest = process.toHandle()
                .descendants()
                .filter(handle -> handle.info().command().orElse("").contains("qemu-system"))
                .filter(handle -> Stream.of(handle.info().arguments().orElse(new String[0]))
                        .anyMatch(argument -> argument.contains("guest=" + name + ",")))
                .findFirst()
                .orElseThrow();
        guest.destroyForcibly();
        guest.onExit().get(20, TimeUnit.SECONDS);
    }

    /** Ends the daemon without a farewell and starts another in its place. */
    void restart() throws Exception {
        close();
        Files.deleteIfExists(socket());
        process = launch(folder, root, neighbour);
        awaitSocket();
    }

    private ProcessHandle daemon() {
        return Stream.concat(Stream.of(process.toHandle()), process.toHandle().descendants())
                .filter(handle -> handle.info().command().orElse("").endsWith("/libvirtd"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws Exception {
        for (ProcessHandle handle : process.toHandle().descendants().toList()) {
            handle.destroyForcibly();
        }
        process.destroyForcibly();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    public void closeAndDelete() throws Exception {
        close();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
