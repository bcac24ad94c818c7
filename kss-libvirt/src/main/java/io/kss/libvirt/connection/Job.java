package io.kss.libvirt.connection;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A long job on a domain.
 *
 * @param memoryDone bytes of memory that crossed, or needed not to
 * @param memoryTotal bytes of memory altogether
 * @param memorySent bytes of memory that crossed
 * @param diskDone bytes of disks that crossed
 * @param diskTotal bytes of disks that have to
 * @param throttle by how many percent the guest is slowed down
 * @param round how often the memory has been gone through, the present time included; 0 before the first
 */
public record Job(
        long memoryDone, long memoryTotal, long memorySent, long diskDone, long diskTotal, int throttle, long round) {

    /** Nothing of which anything is known. */
    public static final Job UNKNOWN = new Job(0, 0, 0, 0, 0, 0, 0);

    private static final int NONE = 0;
    private static final int COMPLETED = 3;

    private static final int MIGRATION_OUT = 5;

    /** What can be told from libvirt's answer. */
    interface Reading<T> {
        T of(NativeLibvirt libvirt, int type, @Nullable Pointer parameters, int count);
    }

    /** Of any job that has not come to its end, those that failed or were broken off included. */
    static boolean isDeparture(NativeLibvirt libvirt, int type, @Nullable Pointer parameters, int count) {
        return type != NONE && parameters != null && number(libvirt, parameters, count, "operation") == MIGRATION_OUT;
    }

    static Optional<Job> of(NativeLibvirt libvirt, int type, @Nullable Pointer parameters, int count) {
        if (type == NONE || type > COMPLETED || parameters == null) {
            return Optional.empty();
        }
        long total = value(libvirt, parameters, count, "memory_total");
        long remaining = value(libvirt, parameters, count, "memory_remaining");
        return Optional.of(new Job(
                Math.max(0, total - remaining),
                total,
                value(libvirt, parameters, count, "memory_processed"),
                value(libvirt, parameters, count, "disk_processed"),
                value(libvirt, parameters, count, "disk_total"),
                number(libvirt, parameters, count, "auto_converge_throttle"),
                value(libvirt, parameters, count, "memory_iteration")));
    }

    private static long value(NativeLibvirt libvirt, Pointer parameters, int count, String name) {
        LongByReference value = new LongByReference();
        return libvirt.virTypedParamsGetULLong(parameters, count, name, value) == 1 ? value.getValue() : 0;
    }

    private static int number(NativeLibvirt libvirt, Pointer parameters, int count, String name) {
        IntByReference value = new IntByReference();
        return libvirt.virTypedParamsGetInt(parameters, count, name, value) == 1 ? value.getValue() : 0;
    }

    /** Of two looks at a job the later one, which may lack what the earlier one still saw. */
    public Job after(Job earlier) {
        return new Job(
                Math.max(memoryDone, earlier.memoryDone),
                Math.max(memoryTotal, earlier.memoryTotal),
                Math.max(memorySent, earlier.memorySent),
                Math.max(diskDone, earlier.diskDone),
                Math.max(diskTotal, earlier.diskTotal),
                Math.max(throttle, earlier.throttle),
                Math.max(round, earlier.round));
    }

    /** Bytes worked off. */
    public long done() {
        return memoryDone + diskDone;
    }

    /** Bytes to be worked off. */
    public long total() {
        return memoryTotal + diskTotal;
    }
}
