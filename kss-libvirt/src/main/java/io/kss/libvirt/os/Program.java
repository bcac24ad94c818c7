package io.kss.libvirt.os;

import io.kss.spi.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.List;

/** Runs programs of the host from beginning to end. */
public final class Program {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private Program() {}

    /**
     * Runs a program that must succeed.
     *
     * @param what what is being done to which file, for the message
     */
    public static void run(String what, List<String> command) throws HypervisorException {
        try (RunningProgram program = RunningProgram.silent(command)) {
            if (program.await(DEADLINE) != 0) {
                throw Failures.of(what, program.complaint());
            }
        }
    }
}
