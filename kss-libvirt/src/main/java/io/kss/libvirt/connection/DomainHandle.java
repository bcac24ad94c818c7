package io.kss.libvirt.connection;

import com.sun.jna.ptr.IntByReference;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.DomainSnapshotPointer;

/** One domain of a connection, to be closed. Thread-safe but for {@link #close}. */
public final class DomainHandle implements AutoCloseable {

    private static final int SECURE = 1;
    private static final int INACTIVE = 2;

    private static final int BUTTON = 1;
    private static final int AGENT = 2;

    private static final int NO_METADATA = 4;
    private static final int DISK_ONLY = 16;
    private static final int REUSE_FILES = 32;
    private static final int QUIESCE = 64;
    private static final int ATOMIC = 128;

    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;

    private final NativeLibvirt libvirt;
    private final DomainPointer pointer;
    private final String name;

    DomainHandle(NativeLibvirt libvirt, DomainPointer pointer, String name) {
        this.libvirt = libvirt;
        this.pointer = pointer;
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** The definition as the next start would use it, with what passwords it holds. */
    public String persistentXml() throws HypervisorException {
        return xml(SECURE | INACTIVE);
    }

    /** The definition as the process was started with it and changed since. */
    public String liveXml() throws HypervisorException {
        return xml(SECURE);
    }

    private String xml(int flags) throws HypervisorException {
        @Nullable CString xml = libvirt.virDomainGetXMLDesc(pointer, flags);
        if (xml == null) {
            throw failure("can't read the definition of VM '" + name + "'");
        }
        return xml.toString();
    }

    public RunState state() throws HypervisorException {
        IntByReference state = new IntByReference();
        if (libvirt.virDomainGetState(pointer, state, new IntByReference(), 0) < 0) {
            throw failure("can't tell the state of VM '" + name + "'");
        }
        // a crashed one may still have its process; only libvirt knows
        if (check(libvirt.virDomainIsActive(pointer), "can't tell the state of VM '" + name + "'") == 0) {
            return RunState.OFF;
        }
        int value = state.getValue();
        return value == RUNNING || value == BLOCKED ? RunState.RUNNING : RunState.HELD;
    }

    public boolean persistent() throws HypervisorException {
        return check(libvirt.virDomainIsPersistent(pointer), "can't ask about VM '" + name + "'") == 1;
    }

    public boolean managedSave() throws HypervisorException {
        return check(libvirt.virDomainHasManagedSaveImage(pointer, 0), "can't ask about VM '" + name + "'") == 1;
    }

    /** How many snapshots libvirt itself knows. */
    public int snapshots() throws HypervisorException {
        return check(libvirt.virDomainSnapshotNum(pointer, 0), "can't ask about VM '" + name + "'");
    }

    /** How many checkpoints libvirt itself knows. */
    public int checkpoints() {
        return Math.max(0, libvirt.virDomainListAllCheckpoints(pointer, null, 0));
    }

    public void start() throws HypervisorException {
        check(libvirt.virDomainCreateWithFlags(pointer, 0), "can't start VM '" + name + "'");
    }

    public void destroy() throws HypervisorException {
        check(libvirt.virDomainDestroyFlags(pointer, 0), "can't end VM '" + name + "'");
    }

    /** Presses the power button. */
    public void pressButton() throws HypervisorException {
        check(libvirt.virDomainShutdownFlags(pointer, BUTTON), "can't shut down VM '" + name + "'");
    }

    /** Has the guest agent shut the guest down. */
    public void askAgent() throws HypervisorException {
        check(libvirt.virDomainShutdownFlags(pointer, AGENT), "can't shut down VM '" + name + "'");
    }

    /** Puts existing overlay files on top of disks, all at once. */
    public void snapshotDisks(String xml, boolean quiesce) throws HypervisorException {
        int flags = NO_METADATA | DISK_ONLY | REUSE_FILES | ATOMIC | (quiesce ? QUIESCE : 0);
        @Nullable DomainSnapshotPointer snapshot = libvirt.virDomainSnapshotCreateXML(pointer, xml, flags);
        if (snapshot == null) {
            throw failure("can't put new layers on the disks of VM '" + name + "'");
        }
        libvirt.virDomainSnapshotFree(snapshot);
    }

    private int check(int result, String what) throws HypervisorException {
        if (result < 0) {
            throw failure(what);
        }
        return result;
    }

    private HypervisorException failure(String what) {
        HypervisorException failure = VirtFailure.last(libvirt, what);
        return failure.reason() == Reason.NO_SUCH_DOMAIN
                ? new HypervisorException(Reason.NO_SUCH_DOMAIN, "there is no VM '" + name + "' here (any more)")
                : failure;
    }

    @Override
    public void close() {
        libvirt.virDomainFree(pointer);
    }
}
