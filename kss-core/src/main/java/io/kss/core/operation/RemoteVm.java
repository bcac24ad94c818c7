package io.kss.core.operation;

import io.kss.core.chain.SnapshotStates;
import io.kss.core.failure.KssException;
import io.kss.core.journal.Journal;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.ManifestStore;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.SeenLease;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One VM in the repository, as seen by one session. Reading it also brings what the session remembers up to date. */
final class RemoteVm {

    private final VmSession session;
    private final Store store;
    private final Journal journal;

    /** The VM that the session remembers. */
    RemoteVm(VmSession session, Store store) throws IOException, KssException {
        this.session = session;
        this.store = store;
        this.journal = store.repository()
                .journal(
                        session.managed().vm(),
                        session.journalMemory(),
                        session.host().identity());
    }

    VmSession session() {
        return session;
    }

    Store store() {
        return store;
    }

    Journal journal() {
        return journal;
    }

    ManifestStore manifests() {
        return store.repository().manifests(journal.vm());
    }

    SnapshotStates states() {
        return store.repository().states(journal.vm());
    }

    /** The present state of the journal. */
    VmState read() throws IOException, KssException {
        VmState state = journal.read();
        remember(state);
        return state;
    }

    /** Whether this host holds the lease: its token is one that we drew (rule J6). */
    boolean isOurs(Lease lease) {
        return session.managed().tokens().contains(lease.token()) || isArriving(lease);
    }

    /** A VM that arrives brings its lease: the token is ours before the lease is. */
    private boolean isArriving(Lease lease) {
        return session.managed().intent().isPresent()
                && session.managed().intent().get() instanceof Intent.Arriving arriving
                && arriving.newToken().equals(lease.token());
    }

    /** Whether this host holds the lease in that state. */
    boolean holdsLease(VmState state) {
        return state.lease().map(this::isOurs).orElse(false);
    }

    /** Remembers what an offline start goes by, and which of our snapshots arrived although we never heard so. */
    void remember(VmState state) throws IOException {
        Optional<Lease> lease = state.lease();
        Set<String> live = session.managed().tokens().stream()
                .filter(token -> lease.map(held -> held.token().equals(token)).orElse(false))
                .collect(Collectors.toSet());
        Optional<SeenLease> seen = lease.map(held -> new SeenLease(held.host().name(), held.since(), isOurs(held)));
        LocalVm updated = session.managed().withLease(seen, live);
        for (LocalSnapshot snapshot : updated.chain().snapshots().values()) {
            Optional<PublishedSnapshot> published = state.known(snapshot.id());
            if (!snapshot.sent() && published.isPresent()) {
                long bytes = published.get().dataBytes();
                updated = updated.withChain(updated.chain().with(snapshot.asSent(bytes)));
            }
        }
        LocalVm changed = SavedMemory.learn(updated, state);
        session.update(old -> changed);
    }
}
