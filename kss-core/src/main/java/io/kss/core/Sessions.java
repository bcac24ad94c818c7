package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.operation.Forgetting;
import io.kss.core.operation.Host;
import io.kss.core.operation.Settling;
import io.kss.core.operation.Store;
import io.kss.core.operation.VmSession;
import io.kss.core.workspace.StateFolder;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.Optional;

/** Sessions on one VM of this host: what only looks, and what works under the VM's lock. */
final class Sessions {

    private final Host host;
    private final StoreLink store;
    private final String name;
    private final VmSettings settings;

    Sessions(Host host, StoreLink store, String name, VmSettings settings) {
        this.host = host;
        this.store = store;
        this.name = name;
        this.settings = settings;
    }

    /** For what only looks: takes no lock, and saves nothing. */
    VmSession looking() throws IOException, KssException {
        return VmSession.looking(host, name, settings.localOnlyDisks());
    }

    <T> T underLock(Locked<T> work) throws KssException {
        return underLock(() -> new Turn(host.workspace().vm(name)).take(), work);
    }

    /** For what gives way, and therefore makes nobody else give way. */
    <T> T underFreeLock(Locked<T> work) throws KssException {
        return underLock(() -> host.workspace().vm(name).lock(), work);
    }

    private <T> T underLock(Work<StateFolder.Lock> taking, Locked<T> work) throws KssException {
        return asItIs(taking, session -> {
            settleTakeover(session);
            return work.on(session);
        });
    }

    /** A takeover that was cut short is settled before anything else, if the store can be asked how it ended. */
    void settleTakeover(VmSession session) throws KssException, HypervisorException, IOException {
        if (Settling.isNeeded(session)) {
            Optional<Store> opened = storeIfItCanBeAsked();
            if (opened.isPresent()) {
                Settling.settle(session, opened.get());
            }
        }
    }

    /** Under the lock, even if an earlier takeover is not settled. */
    <T> T asItIs(Locked<T> work) throws KssException {
        return asItIs(() -> new Turn(host.workspace().vm(name)).take(), work);
    }

    private <T> T asItIs(Work<StateFolder.Lock> taking, Locked<T> work) throws KssException {
        return Work.explained(store, () -> {
            try (StateFolder.Lock lock = taking.run()) {
                return work.on(VmSession.working(host, name, settings.localOnlyDisks()));
            }
        });
    }

    /** Empty if the store is away, or holds another repository: what this host remembers must do then. */
    Optional<Store> storeIfItCanBeAsked() throws KssException, IOException {
        try {
            return Optional.of(store.open());
        } catch (KssException e) {
            if (Forgetting.isNoAnswer(e)) {
                return Optional.empty();
            }
            throw e;
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    /** Work on the VM while nobody else works on it. */
    interface Locked<T> {
        T on(VmSession session) throws KssException, HypervisorException, IOException, InterruptedException;
    }
}
