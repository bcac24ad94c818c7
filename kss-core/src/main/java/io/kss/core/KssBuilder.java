package io.kss.core;

import io.kss.core.chunk.IndexCache;
import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.journal.Sleeper;
import io.kss.core.operation.FileTransferRecords;
import io.kss.core.operation.Host;
import io.kss.core.operation.TransferRecords;
import io.kss.core.progress.ProgressListener;
import io.kss.core.repository.Ambient;
import io.kss.core.transfer.TransferOptions;
import io.kss.core.workspace.DirectoryStateFolder;
import io.kss.core.workspace.StateFolder;
import io.kss.core.workspace.Workspace;
import io.kss.spi.hypervisor.Hypervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Kss} together. Store, hypervisor and settings are required; the rest has defaults. Not thread-safe. */
public final class KssBuilder {

    private @Nullable StoreConnector store;
    private @Nullable Hypervisor hypervisor;
    private @Nullable Settings settings;
    private Clock clock = Clock.systemUTC();
    private IdSource ids = IdSource.secure();
    private ProgressListener progress = ProgressListener.NONE;
    private Sleeper sleeper = Sleeper.real();
    private @Nullable StateFolder state;
    private @Nullable TransferRecords records;
    private @Nullable String machine;
    private UnaryOperator<TransferOptions> tuning = UnaryOperator.identity();

    public KssBuilder store(StoreConnector connector) {
        this.store = connector;
        return this;
    }

    /** The caller closes it, after the {@link Kss}. */
    public KssBuilder hypervisor(Hypervisor value) {
        this.hypervisor = value;
        return this;
    }

    public KssBuilder settings(Settings value) {
        this.settings = value;
        return this;
    }

    /** For the times that people see; nothing rests on it. */
    public KssBuilder clock(Clock value) {
        this.clock = value;
        return this;
    }

    public KssBuilder ids(IdSource value) {
        this.ids = value;
        return this;
    }

    public KssBuilder progress(ProgressListener listener) {
        this.progress = listener;
        return this;
    }

    /** Where this host keeps its bookkeeping, instead of files in the state folder of the settings. For tests. */
    KssBuilder bookkeeping(StateFolder folder, TransferRecords transfers) {
        this.state = folder;
        this.records = transfers;
        return this;
    }

    /** What machine this is, instead of the content of /etc/machine-id. For tests. */
    KssBuilder machine(String id) {
        this.machine = id;
        return this;
    }

    /** How waiting is done. For tests. */
    KssBuilder sleeper(Sleeper value) {
        this.sleeper = value;
        return this;
    }

    /** Other sizes than the settings ask for. For tests. */
    KssBuilder tuning(UnaryOperator<TransferOptions> value) {
        this.tuning = value;
        return this;
    }

    /**
     * Opens nothing but this host's own bookkeeping.
     *
     * @throws KssException if that can't be used
     * @throws IllegalStateException if the store, the hypervisor or the settings are missing
     */
    public Kss build() throws KssException {
        if (store == null || hypervisor == null || settings == null) {
            throw new IllegalStateException("store, hypervisor and settings are required");
        }
        Settings given = settings;
        Path folder = given.stateFolder();
        StateFolder files = state == null ? new DirectoryStateFolder(folder) : state;
        TransferRecords transfers = records == null ? new FileTransferRecords(folder) : records;
        IndexCache index = cache(folder.resolve("cache/index"));
        IndexCache manifests = cache(folder.resolve("cache/manifests"));
        Workspace workspace = new Workspace(files);
        StoreLink link = new StoreLink(
                store,
                tuning.apply(StoreLink.options(given.transfer())),
                given.transfer().bandwidth(),
                workspace,
                transfers,
                index,
                manifests,
                new Ambient(ids, clock, sleeper));
        Hypervisor owner = hypervisor;
        return Work.explained(link, () -> {
            HostIdentity identity = workspace.host(given.hostName(), machine == null ? MachineId.read() : machine, ids);
            Host host = new Host(identity, owner, workspace, given.imagesFolder(), clock, ids, progress);
            return new HostedKss(host, link, given);
        });
    }

    private IndexCache cache(Path folder) {
        return state == null ? IndexCache.directory(folder) : IndexCache.none();
    }
}
