package io.kss.spi.hypervisor;

import java.util.List;

/**
 * Tells how the screens of running domains can be seen. Other hosts' hypervisors are named by addresses in the plugin's own
 * form, such as {@code qemu+ssh://desktop/system}. Thread-safe; no call hangs for ever, and none changes anything.
 */
public interface Displays {

    /**
     * The displays of a domain that runs on this host, or is held here, in the order of its definition; an empty list if it has
     * none that other programs can reach. What the hypervisor chose when it started the domain, such as a port, is told
     * as it was chosen.
     *
     * @throws HypervisorException {@code NO_SUCH_DOMAIN}, {@code WRONG_STATE} if it is off
     */
    List<Display> of(String domain) throws HypervisorException;

    /**
     * The same of a domain on another host.
     *
     * @throws HypervisorException also {@code UNAVAILABLE} or {@code DENIED} if that host can't be asked
     */
    List<Display> at(String address, String domain) throws HypervisorException;
}
