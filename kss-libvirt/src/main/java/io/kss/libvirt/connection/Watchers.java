package io.kss.libvirt.connection;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LifecycleListener;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.Subscription;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;
import org.libvirt.jna.Libvirt.VirConnectDomainEventCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know of starts and stops, whichever native connection there is at the time. */
final class Watchers {

    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

    private static final int LIFECYCLE = 0;

    private final NativeLibvirt libvirt;
    private final Map<Object, LifecycleListener> listeners = new ConcurrentHashMap<>();
    /** A field, since native code holds on to it. */
    private final VirConnectDomainEventCallback callback;

    private @Nullable ConnectionPointer connection;
    private int registration = -1;

    Watchers(NativeLibvirt libvirt) {
        this.libvirt = libvirt;
        this.callback = (source, domain, event, detail, data) -> {
            tell(libvirt.virDomainGetName(domain), event);
            return 0;
        };
    }

    synchronized void attach(ConnectionPointer opened) throws HypervisorException {
        connection = opened;
        if (!listeners.isEmpty()) {
            register();
        }
    }

    /** The connection is dead, and asking it for anything might never end. */
    synchronized void forget() {
        registration = -1;
        connection = null;
    }

    synchronized void detach() {
        if (connection != null && registration >= 0) {
            libvirt.virConnectDomainEventDeregisterAny(connection, registration);
        }
        forget();
    }

    synchronized Subscription add(LifecycleListener listener) throws HypervisorException {
        if (registration < 0) {
            register();
        }
        // one listener may be added twice, and each subscription ends only itself
        Object key = new Object();
        listeners.put(key, listener);
        return () -> listeners.remove(key);
    }

    private void register() throws HypervisorException {
        registration = libvirt.virConnectDomainEventRegisterAny(connection, null, LIFECYCLE, callback, null, null);
        if (registration < 0) {
            throw VirtFailure.last(libvirt, "can't watch VMs");
        }
    }

    private void tell(String domain, int event) {
        state(event).ifPresent(state -> {
            for (LifecycleListener listener : listeners.values()) {
                try {
                    listener.changed(domain, state);
                } catch (RuntimeException e) {
                    LOG.warn("a listener failed on a change of VM '{}'", domain, e);
                }
            }
        });
    }

    private static Optional<RunState> state(int event) {
        return switch (event) {
            case 2, 4 -> Optional.of(RunState.RUNNING);
            case 3, 6, 7, 8 -> Optional.of(RunState.HELD);
            case 5 -> Optional.of(RunState.OFF);
            default -> Optional.empty();
        };
    }
}
