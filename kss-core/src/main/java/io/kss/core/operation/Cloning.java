package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.LocalOnlyDisk;
import io.kss.core.manifest.Manifest;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.VmName;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a second VM from any published snapshot. The first one is not touched, and may run, here or elsewhere. */
public final class Cloning {

    private final VmSession session;
    private final VmSession second;
    private final Store store;

    /**
     * @param session of the VM that is copied
     * @param second of the VM that is made, under its lock as well
     */
    public Cloning(VmSession session, VmSession second, Store store) {
        this.session = session;
        this.second = second;
        this.store = store;
    }

    /**
     * Fetches what is not here, and defines the copy.
     *
     * @param wanted a branch, or the beginning of a snapshot's identity; empty for the head
     * @throws KssException {@code WRONG_USAGE} if the name is taken, {@code NO_SUCH_VM}, {@code NO_SUCH_SNAPSHOT}
     */
    public CloneOutcome cloneFrom(Optional<String> wanted)
            throws KssException, HypervisorException, IOException, InterruptedException {
        String unused = VmName.checked(second.name());
        Recovery.run(session);
        RemoteVm remote = new Binding(session, store).find().orElseThrow(() -> Pulling.notInRepository(session));
        VmState state = remote.read();
        SnapshotId head = state.head().orElseThrow(() -> Pulling.notInRepository(session));
        SnapshotId from = wanted.isPresent()
                ? new SnapshotNames(session.name(), state)
                        .published(wanted.get(), session.chain().snapshots().keySet())
                : head;
        Manifest manifest = remote.states().at(state, from).manifest();
        Map<String, Long> localOnly = new HashMap<>();
        for (LocalOnlyDisk disk : manifest.localOnlyDisks()) {
            localOnly.put(disk.target(), disk.size());
        }
        if (wasBegun(from)) {
            Recovery.run(second);
            return new CloneOutcome(state, from, Optional.empty(), localOnly.keySet());
        }
        requireFree();
        Optional<FetchOutcome> fetched = new Fetching(remote).fetchBeside(state, from);
        new SecondVm(second).define(seed(manifest, localOnly));
        return new CloneOutcome(state, from, fetched, localOnly.keySet());
    }

    private SecondVm.Seed seed(Manifest manifest, Map<String, Long> localOnly) throws IOException {
        LocalSnapshot here = session.chain().snapshot(manifest.snapshot()).orElseThrow();
        Map<String, LocalLayer> layers = new HashMap<>();
        for (DiskLayer disk : manifest.disks()) {
            LocalLayer layer = here.layers().get(disk.disk());
            if (layer == null) {
                throw new IllegalStateException("no layer for " + disk.target());
            }
            layers.put(disk.target(), layer);
        }
        Map<String, byte[]> parts = new HashMap<>();
        for (String part : session.workspace().parts(here.id())) {
            parts.put(part, session.workspace().part(here.id(), part));
        }
        return new SecondVm.Seed(session.managed().vm(), here.id(), manifest.consistency(), layers, parts, localOnly);
    }

    /** An earlier run was cut short after it had begun to define the same copy. */
    private boolean wasBegun(SnapshotId from) {
        return second.local().isPresent()
                && second.managed().intent().isPresent()
                && second.managed().intent().get() instanceof Intent.Cloning cloning
                && cloning.source().equals(session.managed().vm())
                && cloning.from().equals(from);
    }

    private void requireFree() throws KssException, HypervisorException, IOException {
        String name = second.name();
        if (second.domain().isPresent()) {
            throw taken("this host has a VM of that name", "kss clone " + session.name() + " OTHER-NAME");
        }
        if (second.local().isPresent()) {
            throw taken(
                    "this host manages a VM of that name, though it is not defined here any more",
                    "kss clone " + session.name() + " OTHER-NAME",
                    "kss forget " + name + ", then the same command again");
        }
        Optional<NamedVm> named = store.repository().find(name);
        if (named.isPresent()
                && !store.repository()
                        .journal(
                                named.get().id(),
                                JournalMemory.volatileMemory(),
                                session.host().identity())
                        .read()
                        .isEmpty()) {
            throw taken("the repository has a VM of that name", "kss clone " + session.name() + " OTHER-NAME");
        }
    }

    private KssException taken(String by, String... waysOut) {
        return new KssException(
                        Reason.WRONG_USAGE,
                        "The copy can't be named " + second.name() + ": " + by + ". Nothing was changed.",
                        waysOut)
                .with("vm", session.name())
                .with("name", second.name());
    }
}
