package io.kss.core.repository;

import io.kss.core.chain.SnapshotStates;
import io.kss.core.chunk.IndexCache;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Journal;
import io.kss.core.journal.JournalMemory;
import io.kss.core.manifest.ManifestStore;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Everything kss keeps on one store. Does not own the backend: whoever opened that closes it. Thread-safe. Expects a
 * backend that repeats what failed transiently.
 */
public final class Repository {

    /** Below this key checks of a store make objects, and delete them again. */
    public static final String PROBES = "probe/";

    private static final int RACERS = 4;
    private static final int ROUNDS = 3;

    private final StorageBackend backend;
    private final Ambient ambient;
    private final RepositoryFile file;
    private final IndexCache manifestCache;
    private final NameCatalogue names;
    private final Roster roster;

    private Repository(StorageBackend backend, Ambient ambient, RepositoryFile file, IndexCache manifests) {
        this.backend = backend;
        this.ambient = ambient;
        this.file = file;
        this.manifestCache = manifests;
        this.names = new NameCatalogue(backend);
        this.roster = new Roster(backend);
    }

    /**
     * Makes a store a repository, after showing on it that it can create exclusively.
     *
     * @param second another connection to the same store, for the proof only
     * @throws KssException {@code REPOSITORY_EXISTS}, {@code STORE_UNFIT}
     */
    public static Repository init(StorageBackend backend, StorageBackend second, Ambient ambient)
            throws KssException, StorageException, InterruptedException {
        if (backend.stat(RepositoryFile.KEY).isPresent()) {
            throw exists(backend);
        }
        ObjectKey probe = new ObjectKey(PROBES + ambient.ids().next());
        Optional<String> flaw = new ExclusiveCreateProof(List.of(backend, second), probe, RACERS, ROUNDS).flaw();
        if (flaw.isPresent()) {
            throw unfit(backend, flaw.get());
        }
        RepositoryFile file = new RepositoryFile(ambient.ids().next(), now(ambient));
        byte[] stored = file.encode();
        try {
            backend.put(RepositoryFile.KEY, ObjectSource.of(stored), PutCondition.IF_ABSENT);
        } catch (ObjectExistsException | OutcomeUnknownException e) {
            Optional<byte[]> found = SmallObjects.read(backend, RepositoryFile.KEY);
            if (found.isEmpty()) {
                throw e;
            }
            if (!Arrays.equals(found.get(), stored)) {
                throw exists(backend);
            }
        }
        return new Repository(backend, ambient, file, IndexCache.none());
    }

    /**
     * Opens the repository on a store.
     *
     * @param expected the id that this host saw when it first used the store, if it did: another repository in its
     *     place is refused
     * @throws KssException {@code NO_REPOSITORY}, {@code NEWER_FORMAT}, {@code DAMAGED}, {@code HISTORY_REWRITTEN} if it
     *     is not the expected one
     */
    public static Repository open(StorageBackend backend, Optional<String> expected, Ambient ambient)
            throws KssException, StorageException {
        Optional<byte[]> stored = SmallObjects.read(backend, RepositoryFile.KEY);
        if (stored.isEmpty()) {
            throw new KssException(
                    Reason.NO_REPOSITORY,
                    "The store " + backend.displayName() + " holds no repository yet.",
                    "kss init");
        }
        RepositoryFile file = RepositoryFile.decode(stored.get());
        if (expected.isPresent() && !expected.get().equals(file.id())) {
            throw new KssException(
                            Reason.HISTORY_REWRITTEN,
                            "The store " + backend.displayName() + " holds another repository (" + file.id()
                                    + ") than the one this host worked with (" + expected.get()
                                    + "). Nothing was written.",
                            "correct the [store] table of the configuration, or put the former repository back",
                            "kss forget VM for every VM here, to start over with the other repository")
                    .with("expected", expected.get())
                    .with("found", file.id());
        }
        return new Repository(backend, ambient, file, IndexCache.none());
    }

    /** The repository's identity, made when it began: 32 lower-case hexadecimal digits. */
    public String id() {
        return file.id();
    }

    /** The same, with copies of the manifests that are read or written kept on this host; none to read all anew. */
    public Repository withManifestCache(IndexCache cache) {
        return new Repository(backend, ambient, file, cache);
    }

    /** Writes a VM's name and its place in the roster anew where one of them is damaged or gone and the other is not. */
    public void restoreNames(VmId vm) throws KssException, StorageException {
        new NameRepair(backend).restore(vm);
    }

    /** When it began. */
    public Instant created() {
        return file.created();
    }

    public StorageBackend backend() {
        return backend;
    }

    /** Every VM that has a name here, in the order of their coming, those included whose journal has no entry yet. */
    public List<NamedVm> vms() throws KssException, StorageException {
        return roster.all();
    }

    /** The same, found through names and roster both, going on where one of these is damaged. */
    public Census census() throws KssException, StorageException {
        return new CensusTaker(backend).take();
    }

    /** The VM of that name; upper and lower case are the same. */
    public Optional<NamedVm> find(String name) throws KssException, StorageException {
        return names.find(VmName.checked(name));
    }

    /**
     * Gives a name to a VM, unless one has it already. Whoever writes the first entry of a VM's journal must have
     * called this before: garbage collection knows a VM by it.
     *
     * @param proposed the VM that gets the name if it is free
     * @return who has the name now
     * @throws KssException {@code WRONG_USAGE} if a VM can't have that name
     */
    public NamedVm claim(String name, VmId proposed, HostIdentity host) throws KssException, StorageException {
        NamedVm vm = names.claim(new NamedVm(proposed, VmName.checked(name), host, now(ambient)));
        roster.enter(vm);
        return vm;
    }

    /** The journal of a VM, written to by this host. */
    public Journal journal(VmId vm, JournalMemory memory, HostIdentity host) {
        return new Journal(backend, vm, host, memory, ambient.ids(), ambient.clock(), ambient.sleeper());
    }

    /** The manifests of a VM. */
    public ManifestStore manifests(VmId vm) {
        return new ManifestStore(backend, vm, manifestCache);
    }

    /** The composed states of a VM's snapshots. */
    public SnapshotStates states(VmId vm) {
        return new SnapshotStates(manifests(vm));
    }

    private static Instant now(Ambient ambient) {
        return ambient.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static KssException unfit(StorageBackend backend, String flaw) {
        return new KssException(
                Reason.STORE_UNFIT,
                "The store " + backend.displayName() + " can't hold a repository: " + flaw
                        + ". Two hosts could overwrite each other's work there.",
                "kss store check shows what the store can do",
                "use another way to reach the same NAS, or another store");
    }

    private static KssException exists(StorageBackend backend) {
        return new KssException(
                Reason.REPOSITORY_EXISTS,
                "The store " + backend.displayName() + " holds a repository already; it was left as it is.",
                "kss status shows what is in it");
    }
}
