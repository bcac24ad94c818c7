package io.kss.core.workspace;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.json.JsonFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The bookkeeping of one host. Thread-safe as far as its state folder is; work on one VM goes under its lock. */
public final class Workspace {

    private static final String VMS = "vms";
    private static final String REPOSITORY = "repository";
    private static final String SPEED = "speed-";

    private final StateFolder folder;

    public Workspace(StateFolder folder) {
        this.folder = folder;
    }

    /** Who this host is; drawn at the first call ever. */
    public HostIdentity host(String hostName, String machineId, IdSource ids) throws IOException, KssException {
        return HostFile.identity(folder, hostName, machineId, ids);
    }

    /** The memory of one VM. */
    public VmWorkspace vm(String name) {
        return new VmWorkspace(folder, VMS + "/" + VmFolderName.of(name), name);
    }

    /** The names of all VMs that this host remembers, those included whose state file is damaged. */
    public List<String> vms() throws IOException {
        List<String> names = new ArrayList<>();
        for (String entry : folder.list(VMS)) {
            String name = VmFolderName.nameOf(entry);
            if (vm(name).isRemembered()) {
                names.add(name);
            }
        }
        return names;
    }

    /** Bytes of disk data per second that transfers of that kind reached lately, or empty if there was none. */
    public OptionalLong speed(String kind) throws IOException, KssException {
        Optional<byte[]> document = folder.read(SPEED + kind);
        return document.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(StateDocument.decode(
                        SPEED + kind, document.get(), fields -> fields.number("bytes-per-second")));
    }

    /** Remembers how fast a transfer was; the last one counts for half. */
    public void rememberSpeed(String kind, long bytesPerSecond) throws IOException, KssException {
        long known = speed(kind).orElse(bytesPerSecond);
        folder.write(
                SPEED + kind,
                StateDocument.encode(new JsonFields().put("bytes-per-second", (known + bytesPerSecond) / 2)));
    }

    /** The repository that this host works with, once it has met one; what it remembers holds for that one only. */
    public Optional<String> repositoryId() throws IOException, KssException {
        Optional<byte[]> document = folder.read(REPOSITORY);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(REPOSITORY, document.get(), fields -> fields.text("id")));
    }

    /** Forgets the repository, so that the next one that is met is taken for this host's. */
    public void forgetRepository() throws IOException {
        folder.delete(REPOSITORY);
    }

    /** Remembers the repository. */
    public void rememberRepository(String id) throws IOException {
        folder.write(REPOSITORY, StateDocument.encode(new JsonFields().put("id", id)));
    }
}
