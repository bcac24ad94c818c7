package io.kss.libvirt.connection;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LifecycleListener;
import io.kss.spi.hypervisor.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.CString;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.DomainPointer;
import org.libvirt.jna.NetworkPointer;

/**
 * A connection to libvirt that opens itself again when the daemon was restarted, and on which no call hangs for ever.
 * Thread-safe.
 */
public final class Connection implements AutoCloseable {

    private static final int PERSISTENT = 4;
    private static final int NO_DOMAIN = 42;
    private static final long FAREWELL_MILLIS = 5000;

    private final NativeLibvirt libvirt;
    private final String uri;
    private final Watchers watchers;
    private @Nullable ConnectionPointer pointer;
    private String displayName = "libvirt";
    private boolean closed;

    private Connection(NativeLibvirt libvirt, String uri) {
        this.libvirt = libvirt;
        this.uri = uri;
        this.watchers = new Watchers(libvirt);
    }

    public static Connection open(String uri) throws HypervisorException {
        Connection connection = new Connection(EventLoop.libvirt(), uri);
        connection.displayName = displayName(connection.libvirt, connection.live());
        return connection;
    }

    private synchronized ConnectionPointer live() throws HypervisorException {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        ConnectionPointer current = pointer;
        if (current != null && libvirt.virConnectIsAlive(current) == 1) {
            return current;
        }
        // another thread may still be in a call on the dead one: it is left to that thread rather than freed under it
        watchers.forget();
        pointer = null;
        ConnectionPointer opened = Opening.open(libvirt, uri);
        pointer = opened;
        watchers.attach(opened);
        return opened;
    }

    /** The names of all persistent domains, in no order. */
    public List<String> domains() throws HypervisorException {
        PointerByReference list = new PointerByReference();
        int count = libvirt.virConnectListAllDomains(live(), list, PERSISTENT);
        if (count < 0) {
            throw VirtFailure.last(libvirt, "can't list the VMs of " + uri);
        }
        List<String> names = new ArrayList<>();
        Pointer array = list.getValue();
        for (int i = 0; i < count; i++) {
            DomainPointer domain = new DomainPointer(array.getPointer((long) i * Native.POINTER_SIZE));
            names.add(libvirt.virDomainGetName(domain));
            libvirt.virDomainFree(domain);
        }
        Native.free(Pointer.nativeValue(array));
        return names;
    }

    /** A domain by its name. {@code NO_SUCH_DOMAIN} if there is none. */
    public DomainHandle domain(String name) throws HypervisorException {
        return find(name)
                .orElseThrow(() -> new HypervisorException(
                        Reason.NO_SUCH_DOMAIN, "there is no VM '" + name + "' here; 'virsh list --all' shows them"));
    }

    /** A domain by its name, or empty. */
    public Optional<DomainHandle> find(String name) throws HypervisorException {
        @Nullable DomainPointer domain = libvirt.virDomainLookupByName(live(), name);
        if (domain != null) {
            return Optional.of(new DomainHandle(libvirt, domain, name));
        }
        if (libvirt.virGetLastErrorCode() == NO_DOMAIN) {
            return Optional.empty();
        }
        throw VirtFailure.last(libvirt, "can't look for VM '" + name + "'");
    }

    /** Makes a definition the persistent one. */
    public void define(String name, String xml) throws HypervisorException {
        @Nullable DomainPointer domain = libvirt.virDomainDefineXMLFlags(live(), xml, 0);
        if (domain == null) {
            throw VirtFailure.last(libvirt, "can't define VM '" + name + "'");
        }
        libvirt.virDomainFree(domain);
    }

    /** Reports starts and stops until the result is closed. */
    public Subscription watch(LifecycleListener listener) throws HypervisorException {
        live();
        return watchers.add(listener);
    }

    /** How jobs on a disk end, from now on until the result is closed; only on the connection that is open now. */
    public BlockJobEvents blockJobs(String domain, String target) throws HypervisorException {
        return new BlockJobEvents(libvirt, live(), domain, target);
    }

    /** The definition with which a domain was saved to a file. */
    public String savedXml(String file) throws HypervisorException {
        @Nullable CString xml = libvirt.virDomainSaveImageGetXMLDesc(live(), file, 0);
        if (xml == null) {
            throw VirtFailure.last(libvirt, "can't tell what was saved in '" + file + "'");
        }
        return xml.toString();
    }

    /** Begins to start a domain with the memory in a file; it does not execute before it is resumed. */
    public Saving restore(String file, String xml) {
        return Saving.fromFile(libvirt, this::live, file, xml);
    }

    /** What was opened. */
    public String uri() {
        return uri;
    }

    /** Bytes of memory that no process uses. */
    public long freeMemory() throws HypervisorException {
        return libvirt.virNodeGetFreeMemory(live());
    }

    /** Whether there is a virtual network of that name, and it is active. */
    public boolean hasNetwork(String name) throws HypervisorException {
        @Nullable NetworkPointer network = libvirt.virNetworkLookupByName(live(), name);
        if (network == null) {
            return false;
        }
        try {
            return libvirt.virNetworkIsActive(network) == 1;
        } finally {
            libvirt.virNetworkFree(network);
        }
    }

    /** How this host's processor compares with a {@code <cpu>} or {@code <domainCapabilities>} element; -1 if unknown. */
    public int compareCpu(String xml) throws HypervisorException {
        return libvirt.virConnectCompareCPU(live(), xml, 0);
    }

    /** What VMs of that kind can have on this host, as XML. */
    public String domainCapabilities(String arch, String type) throws HypervisorException {
        @Nullable CString xml = libvirt.virConnectGetDomainCapabilities(live(), null, arch, null, type, 0);
        if (xml == null) {
            throw VirtFailure.last(libvirt, "can't ask what VMs can have at " + uri);
        }
        return xml.toString();
    }

    /** The most that all these processors have and this host can give to VMs of that kind, as a {@code <cpu>} element. */
    public String commonCpu(String arch, String type, List<String> processors) throws HypervisorException {
        String[] all = processors.toArray(String[]::new);
        @Nullable
        CString xml = libvirt.virConnectBaselineHypervisorCPU(live(), null, arch, null, type, all, all.length, 0);
        if (xml == null) {
            throw VirtFailure.last(libvirt, "can't compute a common processor");
        }
        return xml.toString();
    }

    /** What this host can do, as XML. */
    public String capabilities() throws HypervisorException {
        @Nullable CString xml = libvirt.virConnectGetCapabilities(live());
        if (xml == null) {
            throw VirtFailure.last(libvirt, "can't ask what " + uri + " can do");
        }
        return xml.toString();
    }

    /** The version of QEMU, as {@code major * 1000000 + minor * 1000 + release}; 0 if it is not known. */
    public long emulatorVersion() throws HypervisorException {
        LongByReference version = new LongByReference();
        return libvirt.virConnectGetVersion(live(), version) < 0 ? 0 : version.getValue();
    }

    /** Which libvirt and QEMU were at the other end when this was opened. */
    public String displayName() {
        return displayName;
    }

    private static String displayName(NativeLibvirt libvirt, ConnectionPointer opened) {
        LongByReference daemon = new LongByReference();
        LongByReference program = new LongByReference();
        if (libvirt.virConnectGetLibVersion(opened, daemon) < 0 || libvirt.virConnectGetVersion(opened, program) < 0) {
            return "libvirt";
        }
        return "libvirt " + dotted(daemon.getValue()) + ", QEMU " + dotted(program.getValue());
    }

    private static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1000 % 1000 + "." + version % 1000;
    }

    /** Does not wait long for another side that is gone without a word: then the connection ends with the process. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        @Nullable ConnectionPointer open = pointer;
        Thread closing = new Thread(
                () -> {
                    watchers.detach();
                    if (open != null) {
                        libvirt.virConnectClose(open);
                    }
                },
                "kss-libvirt-closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
