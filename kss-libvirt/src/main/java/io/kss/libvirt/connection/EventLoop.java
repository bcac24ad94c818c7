package io.kss.libvirt.connection;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.Libvirt.VirErrorCallback;
import org.libvirt.jna.Libvirt.VirEventTimeoutCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libvirt itself, loaded once per process: its error printing silenced, its event loop on a daemon thread. */
final class EventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** Kept for ever: native code holds on to it. */
    private static final VirErrorCallback SILENCE = (data, error) -> {};

    /** Without a timer the loop would sleep until the first descriptor, which may be added while it sleeps. */
    private static final VirEventTimeoutCallback WAKE = (timer, data) -> {};

    private static final int WAKE_MILLIS = 1000;

    private static @Nullable NativeLibvirt libvirt;

    private EventLoop() {}

    /** Loads libvirt and starts the loop, before any connection exists, if that was not done yet. */
    static synchronized NativeLibvirt libvirt() throws HypervisorException {
        if (libvirt == null) {
            NativeLibvirt loaded = load();
            if (loaded.virInitialize() < 0 || loaded.virEventRegisterDefaultImpl() < 0) {
                throw VirtFailure.last(loaded, "libvirt can't be used");
            }
            loaded.virSetErrorFunc(null, SILENCE);
            Thread loop = new Thread(() -> run(loaded), "kss-libvirt-events");
            loop.setDaemon(true);
            loop.start();
            libvirt = loaded;
        }
        return libvirt;
    }

    private static NativeLibvirt load() throws HypervisorException {
        try {
            return NativeLibvirt.load();
        } catch (UnsatisfiedLinkError e) {
            throw new HypervisorException(
                    Reason.UNAVAILABLE,
                    "the libvirt library is not here; install it (Debian: apt install libvirt0)",
                    e);
        }
    }

    private static void run(NativeLibvirt loaded) {
        loaded.virEventAddTimeout(WAKE_MILLIS, WAKE, null, null);
        int result;
        do {
            result = loaded.virEventRunDefaultImpl();
        } while (result >= 0);
        LOG.warn("libvirt's event loop ended: starts and stops of VMs are no longer noticed");
    }
}
