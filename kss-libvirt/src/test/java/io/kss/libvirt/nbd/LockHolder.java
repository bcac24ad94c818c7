package io.kss.libvirt.nbd;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that locks a file until its standard input ends. */
final class LockHolder {

    private LockHolder() {}

    /** Argument: the file. */
    public static void main(String[] args) throws Exception {
        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            file.lock();
            System.out.println("locked");
            while (System.in.read() >= 0) {
                // What comes does not matter.
            }
        }
    }

    /** Starts one, and returns when it has the lock. */
    static Process lock(Path file) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (!"locked".equals(process.inputReader().readLine())) {
            throw new IllegalStateException("the file was not locked");
        }
        return process;
    }
}
