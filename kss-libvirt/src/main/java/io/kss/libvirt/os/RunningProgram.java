package io.kss.libvirt.os;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the host while it runs: no shell, no standard input, messages in English, and only the beginning of what
 * it complains about kept. Closing it ends it.
 */
public final class RunningProgram implements AutoCloseable {

    private final Process process;
    private final Complaint complaint;
    private final String name;

    private RunningProgram(String name, Process process) {
        this.name = name;
        this.process = process;
        this.complaint = Complaint.of(process.getErrorStream(), name);
    }

    /** Starts a program whose standard output is of no interest. */
    public static RunningProgram silent(List<String> command) throws HypervisorException {
        return start(command, ProcessBuilder.Redirect.DISCARD);
    }

    /** Starts a program whose standard output the caller reads to its end. */
    public static RunningProgram reporting(List<String> command) throws HypervisorException {
        return start(command, ProcessBuilder.Redirect.PIPE);
    }

    private static RunningProgram start(List<String> command, ProcessBuilder.Redirect output)
            throws HypervisorException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output);
        builder.environment().put("LC_ALL", "C");
        String name = command.get(0);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new RunningProgram(name, process);
        } catch (IOException e) {
            throw new HypervisorException(
                    Reason.UNAVAILABLE,
                    "the program '" + name + "' could not be started; install it (Debian: apt install "
                            + DebianPackage.of(name) + ")",
                    e);
        }
    }

    public InputStream output() {
        return process.getInputStream();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** What it wrote to standard error, once it has ended. */
    public String complaint() {
        return complaint.text();
    }

    /**
     * Waits for its end; a program that is late, or whose caller is interrupted, is killed.
     *
     * @return its exit code
     */
    public int await(Duration deadline) throws HypervisorException {
        try {
            if (process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while waiting for '" + name + "'", e);
        }
        close();
        throw new HypervisorException(
                Reason.UNAVAILABLE,
                "'" + name + "' did not finish within " + deadline.toSeconds() + " s and was ended");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
