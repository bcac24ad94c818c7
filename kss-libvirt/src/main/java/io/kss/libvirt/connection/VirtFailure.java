package io.kss.libvirt.connection;

import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;

/** Turns libvirt's last error on this thread into the reasons of the SPI. */
final class VirtFailure {

    private static final int INTERNAL_ERROR = 1;
    private static final int NO_SUPPORT = 3;
    private static final int NO_CONNECT = 5;
    private static final int INVALID_CONNECTION = 6;
    private static final int XML_ERROR = 27;
    private static final int OPERATION_DENIED = 29;
    private static final int XML_DETAIL = 35;
    private static final int SYSTEM_ERROR = 38;
    private static final int RPC = 39;
    private static final int NO_DOMAIN = 42;
    private static final int AUTH_FAILED = 45;
    private static final int OPERATION_INVALID = 55;
    private static final int CONFIG_UNSUPPORTED = 67;
    private static final int OPERATION_TIMEOUT = 68;
    private static final int ARGUMENT_UNSUPPORTED = 74;
    private static final int AUTH_CANCELLED = 79;
    private static final int AUTH_UNAVAILABLE = 80;
    private static final int ACCESS_DENIED = 88;

    private VirtFailure() {}

    /** What failed on this thread just now. */
    static HypervisorException last(NativeLibvirt libvirt, String what) {
        int code = libvirt.virGetLastErrorCode();
        return of(what, code, code == 0 ? "libvirt gives no reason" : libvirt.virGetLastErrorMessage());
    }

    private static HypervisorException of(String what, int code, String message) {
        Reason reason = reason(code, message);
        return new HypervisorException(reason, what + ": " + message.replace('\n', ' ') + wayOut(reason, code));
    }

    private static Reason reason(int code, String message) {
        return switch (code) {
            case NO_DOMAIN -> Reason.NO_SUCH_DOMAIN;
            case OPERATION_INVALID -> Reason.WRONG_STATE;
            case OPERATION_DENIED, AUTH_FAILED, AUTH_CANCELLED, AUTH_UNAVAILABLE, ACCESS_DENIED -> Reason.DENIED;
            case NO_CONNECT, INVALID_CONNECTION, RPC, OPERATION_TIMEOUT -> Reason.UNAVAILABLE;
            case CONFIG_UNSUPPORTED, XML_ERROR, XML_DETAIL, NO_SUPPORT, ARGUMENT_UNSUPPORTED -> Reason.UNSUPPORTED;
            case SYSTEM_ERROR ->
                connecting(message)
                        ? unreachable(message)
                        : brokenOff(message) ? Reason.UNAVAILABLE : Failures.reason(message);
            case INTERNAL_ERROR -> brokenOff(message) ? Reason.UNAVAILABLE : Failures.reason(message);
            default -> Failures.reason(message);
        };
    }

    private static boolean connecting(String message) {
        return message.contains("Failed to connect socket") || message.contains("unable to connect to server");
    }

    private static Reason unreachable(String message) {
        return message.contains("Permission denied") ? Reason.DENIED : Reason.UNAVAILABLE;
    }

    private static boolean brokenOff(String message) {
        return message.contains("client socket is closed")
                || message.contains("keepalive timeout")
                || message.contains("Cannot recv data")
                || message.contains("Cannot write data")
                || message.contains("End of file while reading");
    }

    private static String wayOut(Reason reason, int code) {
        return switch (reason) {
            case UNAVAILABLE ->
                "; see that libvirt's daemon runs (Debian: apt install libvirt-daemon-system; systemctl"
                        + " restart libvirtd)";
            case DENIED ->
                code == SYSTEM_ERROR || code >= AUTH_FAILED
                        ? "; run as a user who may manage VMs (Debian: member of the group libvirt)"
                        : "";
            default -> "";
        };
    }
}
