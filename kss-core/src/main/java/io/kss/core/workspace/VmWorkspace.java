package io.kss.core.workspace;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What this host remembers of one VM, in a folder of its own. */
public final class VmWorkspace {

    private static final String VM = "/vm";
    private static final String FORGOTTEN = "/forgotten";
    private static final String LOCK = "/lock";
    private static final String PARTS = "/parts/";

    private final StateFolder folder;
    private final String root;
    private final String name;

    VmWorkspace(StateFolder folder, String root, String name) {
        this.folder = folder;
        this.root = root;
        this.name = name;
    }

    /**
     * Takes the VM for one piece of work.
     *
     * @throws KssException {@code BUSY} if another process or thread has it
     */
    public StateFolder.Lock lock() throws IOException, KssException {
        return tryLock()
                .orElseThrow(() -> new KssException(
                        Reason.BUSY,
                        "Another kss works on the VM " + name + " right now.",
                        "wait until it is done, or end it; it can be interrupted at any time"));
    }

    /** Takes the VM for one piece of work; empty if another process or thread has it. */
    public Optional<StateFolder.Lock> tryLock() throws IOException {
        Optional<StateFolder.Lock> lock = folder.tryLock(root + LOCK);
        if (lock.isPresent()) {
            try {
                // Of somebody who died: nobody must take them for ours.
                marks().withdrawLaunch();
                marks().unyielding();
            } catch (IOException | RuntimeException e) {
                lock.get().close();
                throw e;
            }
        }
        return lock;
    }

    /** What is noted about its present run. */
    public RunMarks marks() {
        return new RunMarks(folder, root);
    }

    /** The memory, or empty if the VM was never seen here. */
    public Optional<LocalVm> load() throws IOException, KssException {
        Optional<byte[]> document = folder.read(root + VM);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(root + VM, document.get(), LocalVmCodec::decode));
    }

    /** Whether there is a memory, readable or not. */
    public boolean isRemembered() throws IOException {
        return folder.read(root + VM).isPresent();
    }

    /** Replaces the memory, durably. */
    public void save(LocalVm vm) throws IOException {
        folder.write(root + VM, StateDocument.encode(LocalVmCodec.encode(vm)));
    }

    /** Forgets the VM and its journal, but for files of transfers and parts. */
    public void forget() throws IOException {
        folder.delete(root + VM);
        folder.delete(root + "/journal");
        folder.delete(root + "/pending");
        marks().forget();
    }

    /**
     * Forgets the VM because a person said so. Which file is which is kept, for the case that the VM is met again; that
     * is no memory of the VM.
     */
    public void forgetOnPurpose(LocalVm vm) throws IOException {
        LocalVm files = LocalVm.met(vm.vm(), vm.name(), vm.chain())
                .withConflict(vm.conflict())
                .withAsides(vm.asides());
        folder.write(root + FORGOTTEN, StateDocument.encode(LocalVmCodec.encode(files)));
        forget();
    }

    /** What was known of the files when the VM was forgotten on purpose; empty if it was not, or was met again since. */
    public Optional<LocalVm> forgotten() throws IOException, KssException {
        Optional<byte[]> document = folder.read(root + FORGOTTEN);
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(StateDocument.decode(root + FORGOTTEN, document.get(), LocalVmCodec::decode));
    }

    /** The VM was met again. */
    public void metAgain() throws IOException {
        folder.delete(root + FORGOTTEN);
    }

    /** What the journal must not forget. */
    public JournalFile journal() throws IOException, KssException {
        return new JournalFile(folder, root);
    }

    /** Keeps a part of a snapshot, as the repository has it or will have it, as long as its layers lie here. */
    public void savePart(SnapshotId snapshot, String part, byte[] content) throws IOException {
        folder.write(partsOf(snapshot) + "/" + VmFolderName.of(part), content);
    }

    /** The names of the parts kept for a snapshot. */
    public List<String> parts(SnapshotId snapshot) throws IOException {
        List<String> names = new ArrayList<>();
        for (String entry : folder.list(partsOf(snapshot))) {
            names.add(VmFolderName.nameOf(entry));
        }
        return names;
    }

    /** The content of a part that {@link #parts} names. */
    public byte[] part(SnapshotId snapshot, String part) throws IOException {
        String file = partsOf(snapshot) + "/" + VmFolderName.of(part);
        return folder.read(file).orElseThrow(() -> new IOException("the state file " + file + " is missing"));
    }

    /** Forgets the parts of a snapshot. */
    public void deleteParts(SnapshotId snapshot) throws IOException {
        for (String entry : folder.list(partsOf(snapshot))) {
            folder.delete(partsOf(snapshot) + "/" + entry);
        }
        folder.delete(partsOf(snapshot));
    }

    /** Where records of running transfers go. */
    public String transferRecord(String kind, String id) {
        return root + "/transfers/" + kind + "-" + id;
    }

    private String partsOf(SnapshotId snapshot) {
        return root + PARTS + snapshot;
    }
}
