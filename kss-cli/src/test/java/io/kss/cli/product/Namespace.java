package io.kss.cli.product;

import io.kss.libvirt.image.Qemu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** File systems that only those see who are run within it; they end with it. Needs root. */
final class Namespace implements AutoCloseable {

    private final Process holder;

    private Namespace(Process holder) {
        this.holder = holder;
    }

    static boolean possible() {
        return System.getProperty("user.name").equals("root");
    }

    static Namespace open() throws Exception {
        Process holder =
                new ProcessBuilder("unshare", "--mount", "--propagation", "private", "sleep", "infinity").start();
        Namespace namespace = new Namespace(holder);
        Path its = Path.of("/proc/" + holder.pid() + "/ns/mnt");
        for (int i = 0; i < 200 && isOurs(its); i++) {
            Thread.sleep(20);
        }
        return namespace;
    }

    private static boolean isOurs(Path its) {
        try {
            return Files.readSymbolicLink(its).equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")));
        } catch (IOException e) {
            return true;
        }
    }

    List<String> entry() {
        return List.of("nsenter", "--target", Long.toString(holder.pid()), "--mount", "--");
    }

    void run(String... command) throws Exception {
        List<String> whole = new ArrayList<>(entry());
        whole.addAll(List.of(command));
        Qemu.run(whole.get(0), whole.subList(1, whole.size()));
    }

    /** Where the outside sees a file of the inside. */
    Path outside(Path file) {
        return Path.of("/proc/" + holder.pid() + "/root" + file);
    }

    @Override
    public void close() throws Exception {
        holder.destroyForcibly().waitFor();
    }
}
