package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.operation.Admission;
import io.kss.core.operation.AfterStop;
import io.kss.core.operation.Host;
import io.kss.core.operation.Settling;
import io.kss.core.operation.Stopping;
import io.kss.core.operation.VmSession;
import io.kss.core.workspace.BackgroundPush;
import io.kss.core.workspace.RunMarks;
import io.kss.core.workspace.StateFolder;
import io.kss.core.workspace.VmWorkspace;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rules for starts and stops by other tools, on this host. */
final class HostedHooks implements Hooks {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Host host;
    private final StoreLink store;
    private final Settings settings;

    HostedHooks(Host host, StoreLink store, Settings settings) {
        this.host = host;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public List<String> managed() throws KssException {
        return Work.explained(store, () -> host.workspace().vms());
    }

    @Override
    public void admitStart(String vm, Duration patience) throws KssException {
        Work.explained(store, () -> {
            VmWorkspace workspace = host.workspace().vm(vm);
            if (!workspace.isRemembered()) {
                return vm;
            }
            Optional<StateFolder.Lock> lock = new Turn(workspace).takeUnlessLaunched(patience.dividedBy(2));
            if (lock.isPresent()) {
                try (StateFolder.Lock held = lock.get()) {
                    admit(vm, patience);
                }
            }
            return vm;
        });
    }

    private void admit(String vm, Duration patience)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Admission admission = new Admission(session(vm));
        if (!admission.isManaged()) {
            return;
        }
        admission.requireInOrder();
        try {
            Deadline.within(
                    patience,
                    () -> Work.explained(store, () -> {
                        admission.online(store.open());
                        return vm;
                    }));
        } catch (KssException e) {
            if (!StoreAway.isStoreAway(e)) {
                throw e;
            }
            // On a look of its own: the one that did not end in time may still be at work.
            new Admission(session(vm)).offline(e);
        }
    }

    @Override
    public void admitIncoming(String vm) throws KssException {
        Work.explained(store, () -> {
            VmWorkspace workspace = host.workspace().vm(vm);
            if (!workspace.isRemembered()) {
                return vm;
            }
            Optional<StateFolder.Lock> lock = workspace.tryLock();
            if (lock.isPresent()) {
                lock.get().close();
                throw Admission.incoming(vm);
            }
            if (!workspace.marks().launchAnnounced()) {
                throw Admission.incoming(vm);
            }
            return vm;
        });
    }

    @Override
    public Optional<BackgroundPush> afterStop(String vm) throws KssException {
        return inBackground(vm, AfterStop::afterRun);
    }

    @Override
    public Optional<BackgroundPush> goOn(String vm) throws KssException {
        return inBackground(vm, AfterStop::unfinished);
    }

    private Optional<BackgroundPush> inBackground(String vm, Question question) throws KssException {
        return Work.explained(store, () -> {
            try (StateFolder.Lock lock = awaitLock(vm)) {
                VmSession session = session(vm);
                AfterStop after = new AfterStop(session);
                return switch (question.ask(after)) {
                    case NOTHING -> Optional.empty();
                    case MOVED -> {
                        session.workspace().marks().ended();
                        yield Optional.empty();
                    }
                    case GIVE_BACK -> {
                        after.giveBack(store.open());
                        yield Optional.empty();
                    }
                    case SEND -> Optional.of(background(session).send(() -> sealAndPush(session)));
                };
            }
        });
    }

    private BackgroundWork background(VmSession session) {
        return new BackgroundWork(session.workspace().marks(), host.clock());
    }

    private PushResult sealAndPush(VmSession session) throws KssException {
        HostedVm vm = vm(session.name());
        return Work.explained(store, () -> {
            sessions(session.name()).settleTakeover(session);
            if (!active(session)) {
                new Stopping(session).seal();
            }
            return vm.pushes().push(session);
        });
    }

    private static boolean active(VmSession session) throws HypervisorException {
        return session.domain().map(Domain::state).map(state -> state.active()).orElse(false);
    }

    private StateFolder.Lock awaitLock(String vm) throws KssException, IOException, InterruptedException {
        while (true) {
            Optional<StateFolder.Lock> lock = host.workspace().vm(vm).tryLock();
            if (lock.isPresent()) {
                return lock.get();
            }
            Thread.sleep(LOOK.toMillis());
        }
    }

    @Override
    public boolean bringDown(String vm) throws KssException {
        return Work.explained(store, () -> {
            try (StateFolder.Lock lock = new Turn(host.workspace().vm(vm)).take()) {
                VmSession session = session(vm);
                if (!active(session)) {
                    return false;
                }
                Stopping stopping = new Stopping(session);
                stopping.shutDown(settings.vm(vm).stopTimeout(), false);
                RunMarks marks = session.workspace().marks();
                marks.pushing();
                sessions(vm).settleTakeover(session);
                // What the store does not know to be here is sealed after the next boot.
                if (!Settling.isNeeded(session)) {
                    stopping.seal();
                    marks.ended();
                }
                return true;
            }
        });
    }

    private VmSession session(String vm) throws KssException, IOException {
        return VmSession.working(host, vm, settings.vm(vm).localOnlyDisks());
    }

    private Sessions sessions(String vm) {
        return new Sessions(host, store, vm, settings.vm(vm));
    }

    private HostedVm vm(String name) {
        return new HostedVm(host, store, name, settings.vm(name), settings.retention());
    }

    /** What is asked about a VM whose run may be over. */
    private interface Question {
        AfterStop.Duty ask(AfterStop after) throws KssException, HypervisorException, IOException;
    }
}
