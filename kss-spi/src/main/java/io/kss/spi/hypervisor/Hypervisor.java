package io.kss.spi.hypervisor;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The domains of one host. Thread-safe. No call changes a domain other than the one it names, and none hangs for ever:
 * a hypervisor that stops answering is a {@link HypervisorException} with reason {@code UNAVAILABLE}.
 */
public interface Hypervisor extends AutoCloseable {

    /** The names of all persistent domains, sorted. */
    List<String> domains() throws HypervisorException;

    /** A domain as it is now, or empty if there is none of that name. */
    Optional<Domain> domain(String name) throws HypervisorException;

    /** Only the state; cheap. {@code NO_SUCH_DOMAIN} if there is none. */
    RunState state(String name) throws HypervisorException;

    /**
     * Puts a new, empty active layer on top of disks, all at one point in time, whether the domain runs or is off. The
     * overlay files must not exist. When it returns, the live and the persistent definition of all those disks name
     * the overlays and nothing writes to the files below. When it fails, either nothing changed (and the overlays are
     * gone or empty), or {@link #domain} shows how far it got and {@link #completeSeal} finishes it. {@code WRONG_STATE} if
     * there is a managed save, which would be restored onto the files below.
     *
     * @return how consistent the sealed state is
     */
    Consistency seal(SealRequest request) throws HypervisorException;

    /**
     * Brings the disks of an interrupted {@link #seal} to its end, after which all of them are on their overlays:
     * creates overlays that are missing and points live and persistent definition at them. Idempotent. {@code DAMAGED} if
     * an overlay does not stand on the disk's present top.
     */
    void completeSeal(SealRequest request) throws HypervisorException;

    /**
     * Makes a domain's persistent definition what the request says, defining it if there is none. The domain must be
     * off and without a managed save ({@code WRONG_STATE}). The definition is data from a store that may be hostile: only known elements are
     * taken over, and no path, program or command line ever comes from it. On failure nothing has changed.
     */
    void define(DefineRequest request) throws HypervisorException;

    /** Reads a part that {@link Domain#parts} names. */
    InputStream readPart(String domain, String part) throws HypervisorException;

    /**
     * Puts a part's content in place for a domain that is defined and off; all-or-nothing. Parts that this hypervisor
     * does not know are {@code UNSUPPORTED}.
     */
    void writePart(String domain, String part, InputStream content) throws HypervisorException;

    /** Starts a domain from its persistent definition. {@code WRONG_STATE} if it runs already or has a managed save. */
    void start(String name) throws HypervisorException;

    /**
     * Asks the guest to shut down, again and again in all the ways there are, until it is off or the deadline passes.
     *
     * @return whether the domain is off
     */
    boolean shutDown(String name, Duration deadline) throws HypervisorException;

    /** Cuts the power. No-op if the domain is off. */
    void powerOff(String name) throws HypervisorException;

    /** Reports starts and stops of any domain until the result is closed; the listener is called on a thread of the hypervisor's. */
    Subscription watch(LifecycleListener listener) throws HypervisorException;

    /** The disk image files of this host. */
    DiskImages images();

    /** Name and version, for messages and for the record of a snapshot. */
    String displayName();

    @Override
    void close();
}
