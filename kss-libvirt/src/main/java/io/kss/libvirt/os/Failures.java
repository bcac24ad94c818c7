package io.kss.libvirt.os;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Turns what programs and the operating system complain about into the reasons of the SPI. */
public final class Failures {

    private Failures() {}

    /**
     * What a program complained about.
     *
     * @param what what was being done to which file, as the start of a sentence: "can't read layer '/x'"
     */
    public static HypervisorException of(String what, String complaint) {
        String said = complaint.isEmpty() ? "no reason given" : complaint.replace('\n', ' ');
        Reason reason = reason(complaint);
        return new HypervisorException(reason, what + ": " + said + wayOut(reason));
    }

    /**
     * What the operating system complained about.
     *
     * @param what as above
     */
    public static HypervisorException of(String what, IOException failure) {
        String said = said(failure);
        Reason reason = failure instanceof NoSuchFileException
                ? Reason.MISSING
                : failure instanceof AccessDeniedException ? Reason.DENIED : reason(said);
        return new HypervisorException(reason, what + ": " + said + wayOut(reason), failure);
    }

    private static String said(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        String text = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
        return Objects.requireNonNullElse(text, failure.getClass().getSimpleName());
    }

    /** What a message of a program or of the operating system, in English, means. */
    public static Reason reason(String complaint) {
        if (complaint.contains("lock") && complaint.contains("Failed to get")) {
            return Reason.IN_USE;
        }
        if (complaint.contains("No space left on device") || complaint.contains("Disk quota exceeded")) {
            return Reason.NO_ROOM;
        }
        if (complaint.contains("Permission denied")
                || complaint.contains("Operation not permitted")
                || complaint.contains("Read-only file system")) {
            return Reason.DENIED;
        }
        if (complaint.contains("No such file or directory")) {
            return Reason.MISSING;
        }
        if (complaint.contains("not in qcow2 format")
                || complaint.contains("orrupt")
                || complaint.contains("Could not open")
                || complaint.contains("Invalid argument")
                || complaint.contains("Input/output error")) {
            return Reason.DAMAGED;
        }
        return Reason.FAILED;
    }

    private static String wayOut(Reason reason) {
        return switch (reason) {
            case IN_USE -> "; stop what uses the image (a running VM, qemu-nbd, qemu-img) and try again";
            case NO_ROOM -> "; free some space and try again";
            case DENIED -> "; run as a user who may do this, or correct the file's owner and mode";
            default -> "";
        };
    }
}
