package io.kss.libvirt.connection;

import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.DomainSnapshotPointer;
import org.libvirt.jna.virDomainBlockJobInfo;

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

    private static final int COMMIT_RELATIVE = 8;
    private static final int COMMIT_BANDWIDTH_BYTES = 16;

    private static final int RUNNING = 1;
    private static final int BLOCKED = 2;
    private static final int SHUT_OFF = 5;
    private static final int MIGRATED = 4;
    private static final int PAUSED = 3;
    private static final int BY_USER = 1;
    private static final int IO_ERROR = 5;
    private static final int RUNNING_POST_COPY = 10;
    private static final int RUNNING_POST_COPY_FAILED = 11;
    private static final int PAUSED_POST_COPY = 12;
    private static final int PAUSED_POST_COPY_FAILED = 13;
    private static final int ABORT_POST_COPY = 1;
    private static final int MIGRATABLE = 8;
    private static final int COMPLETED_JOB = 1;
    private static final int SYNC_TIME = 1;

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

    /** Whether it is off because its run went on on another host. */
    public boolean movedAway() throws HypervisorException {
        return is(SHUT_OFF, MIGRATED);
    }

    /** The definition of the running process in the form in which another host understands it. */
    public String migratableXml() throws HypervisorException {
        return xml(SECURE | MIGRATABLE);
    }

    /** Whether the process came from another host, is complete, and waits for being resumed. */
    public boolean waitsAfterArrival() throws HypervisorException {
        return is(PAUSED, BY_USER);
    }

    /** Whether it stands still because a disk of it failed, or had no room. */
    public boolean waitsForDisk() throws HypervisorException {
        return is(PAUSED, IO_ERROR);
    }

    /** Whether its memory is on two hosts, because a move with post-copy has switched and not ended. */
    public boolean isSplit() throws HypervisorException {
        return is(RUNNING, RUNNING_POST_COPY) || is(PAUSED, PAUSED_POST_COPY) || isCutInTwo();
    }

    /** Whether its memory is on two hosts that have lost each other. */
    public boolean isCutInTwo() throws HypervisorException {
        return is(RUNNING, RUNNING_POST_COPY_FAILED) || is(PAUSED, PAUSED_POST_COPY_FAILED);
    }

    /** Has a move with post-copy switch over. */
    public void startPostCopy() throws HypervisorException {
        check(libvirt.virDomainMigrateStartPostCopy(pointer, 0), "can't switch VM '" + name + "' over");
    }

    /** Ends what goes on between two hosts that have the domain's memory, so that it can go on anew. */
    public void pausePostCopy() throws HypervisorException {
        check(
                libvirt.virDomainAbortJobFlags(pointer, ABORT_POST_COPY),
                "can't interrupt how the memory of VM '" + name + "' crosses");
    }

    private boolean is(int expectedState, int expectedReason) throws HypervisorException {
        IntByReference state = new IntByReference();
        IntByReference reason = new IntByReference();
        if (libvirt.virDomainGetState(pointer, state, reason, 0) < 0) {
            throw failure("can't tell the state of VM '" + name + "'");
        }
        return state.getValue() == expectedState && reason.getValue() == expectedReason;
    }

    /** Lets the guest execute. */
    public void resume() throws HypervisorException {
        check(libvirt.virDomainResume(pointer), "can't resume VM '" + name + "'");
    }

    /** The long job that works on the domain, such as its move to another host; empty if there is none. */
    public Optional<Job> job() throws HypervisorException {
        return job(0, Job::of);
    }

    /** Whether it is being moved away, or that is being undone. */
    public boolean isLeaving() throws HypervisorException {
        return job(0, Job::isDeparture);
    }

    /** The job that ended last, where libvirt still knows it. */
    public Optional<Job> lastJob() throws HypervisorException {
        return job(COMPLETED_JOB, Job::of);
    }

    private <T> T job(int flags, Job.Reading<T> reading) throws HypervisorException {
        IntByReference type = new IntByReference();
        PointerByReference parameters = new PointerByReference();
        IntByReference count = new IntByReference();
        check(
                libvirt.virDomainGetJobStats(pointer, type, parameters, count, flags),
                "can't ask what is being done with VM '" + name + "'");
        @Nullable Pointer array = parameters.getValue();
        try {
            return reading.of(libvirt, type.getValue(), array, count.getValue());
        } finally {
            if (array != null) {
                libvirt.virTypedParamsFree(array, count.getValue());
            }
        }
    }

    /** Asks the job that works on the domain to end. */
    public void abortJob() throws HypervisorException {
        check(libvirt.virDomainAbortJob(pointer), "can't end what is being done with VM '" + name + "'");
    }

    /** Says how long the guest may stand still when a move switches over; takes effect only while one is under way. */
    public void limitDowntime(long milliseconds) {
        libvirt.virDomainMigrateSetMaxDowntime(pointer, milliseconds, 0);
    }

    /** Has the guest's agent set the guest's clock to its hardware clock's time, which is the host's. Whether it did. */
    public boolean syncTime() {
        return libvirt.virDomainSetTime(pointer, 0, 0, SYNC_TIME) == 0;
    }

    DomainPointer pointer() {
        return pointer;
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

    /**
     * Begins to merge layers into the lowest of them.
     *
     * @param relative whether what stands on them shall name its new backing file relatively, as it did before
     */
    public void commitBlocks(String target, String base, String top, long bytesPerSecond, boolean relative)
            throws HypervisorException {
        int flags = COMMIT_BANDWIDTH_BYTES | (relative ? COMMIT_RELATIVE : 0);
        check(
                libvirt.virDomainBlockCommit(pointer, target, base, top, new NativeLong(bytesPerSecond), flags),
                "can't merge layers of disk " + target + " of VM '" + name + "'");
    }

    /** Whether some job goes on with a disk. */
    public boolean blockJob(String target) throws HypervisorException {
        return check(
                        libvirt.virDomainGetBlockJobInfo(pointer, target, new virDomainBlockJobInfo(), 0),
                        "can't ask about disk " + target + " of VM '" + name + "'")
                == 1;
    }

    /** Breaks off the job that goes on with a disk, and waits until it has ended. */
    public void abortBlockJob(String target) throws HypervisorException {
        check(
                libvirt.virDomainBlockJobAbort(pointer, target, 0),
                "can't end what goes on with disk " + target + " of VM '" + name + "'");
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
