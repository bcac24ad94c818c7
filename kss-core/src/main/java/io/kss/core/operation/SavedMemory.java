package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The memory image of the snapshot that a VM stands on: whether it may be used, and what lies here of it (rule R4). */
final class SavedMemory {

    private final VmSession session;

    SavedMemory(VmSession session) {
        this.session = session;
    }

    /** What saves and restores memory here. */
    static Hibernation hibernation(VmSession session) throws KssException {
        return session.host()
                .hypervisor()
                .hibernation()
                .orElseThrow(() -> new KssException(
                        Reason.UNSUPPORTED_VM,
                        session.host().hypervisor().displayName() + " can't save a machine's memory.",
                        "kss stop " + session.name() + " shuts it down and sends it"));
    }

    /** What the journal says about the memory of the snapshot that the VM here stands on. */
    static LocalVm learn(LocalVm vm, VmState state) {
        Optional<PublishedSnapshot> base = vm.chain()
                .base()
                .flatMap(id -> Optional.ofNullable(state.snapshots().get(id)));
        if (base.isEmpty()) {
            return vm;
        }
        SnapshotId id = base.get().id();
        boolean known = vm.memory().map(LocalMemory::snapshot).equals(Optional.of(id));
        if (known && !base.get().isSuspended()) {
            return vm.withMemory(vm.memory().map(LocalMemory::asSpent));
        }
        boolean nothingInTheWay = vm.memory().flatMap(LocalMemory::file).isEmpty();
        return !known && base.get().isSuspended() && nothingInTheWay
                ? vm.withMemory(Optional.of(new LocalMemory(id, base.get().memoryBytes(), Optional.empty(), false)))
                : vm;
    }

    /** Forgets what belongs to another snapshot than the VM stands on, and deletes the file of what was used. */
    void tidy() throws HypervisorException, IOException {
        Optional<LocalMemory> memory = session.managed().memory();
        if (memory.isEmpty()) {
            return;
        }
        boolean old = !session.chain().base().equals(Optional.of(memory.get().snapshot()));
        Optional<LocalMemory.File> file = memory.get().file();
        if (old || memory.get().spent()) {
            if (file.isPresent()) {
                session.images().delete(file.get().path());
            }
            for (LocalDisk disk : session.chain().disks()) {
                Path folder = LayerNames.folderOf(disk.active());
                Path fetched =
                        LayerNames.memory(folder, session.name(), memory.get().snapshot());
                session.images().delete(LayerNames.partialMemory(fetched));
            }
        }
        if (old) {
            session.update(vm -> vm.withMemory(Optional.empty()));
        } else if (memory.get().spent()) {
            session.update(vm -> vm.withMemory(memory.map(spent -> spent.with(Optional.empty()))));
        }
    }

    /**
     * Of a VM that is about to be forgotten: deletes the file, which the store has as well.
     *
     * @param unsent whether work of this VM was never sent; the file stays then
     * @return the file that stays
     */
    Optional<Path> leave(boolean unsent) throws HypervisorException {
        Optional<Path> file =
                session.managed().memory().flatMap(LocalMemory::file).map(LocalMemory.File::path);
        if (file.isPresent() && !unsent) {
            session.images().delete(file.get());
            return Optional.empty();
        }
        return file;
    }

    /** Notes, durably, that it may not be used any more. */
    void spent() throws IOException {
        session.update(vm -> vm.withMemory(vm.memory().map(LocalMemory::asSpent)));
    }

    /** The image that belongs to a snapshot which is about to be sent, if there is one that may be used. */
    Optional<LocalMemory> of(LocalSnapshot snapshot) {
        return session.managed()
                .usableMemory()
                .filter(memory -> memory.snapshot().equals(snapshot.id()))
                .filter(memory -> memory.file().isPresent());
    }

    /** The file of an image, if it lies here as it was left. */
    Optional<Path> intactFile(LocalMemory memory) throws HypervisorException {
        if (memory.file().isEmpty()) {
            return Optional.empty();
        }
        LocalMemory.File file = memory.file().get();
        boolean intact = session.images().exists(file.path())
                && session.images().fingerprint(file.path()).sameContentAs(file.fingerprint());
        return intact ? Optional.of(file.path()) : Optional.empty();
    }

    /** What is to be remembered of a complete file. */
    LocalMemory inFile(SnapshotId snapshot, Path file) throws HypervisorException {
        var print = session.images().fingerprint(file);
        return new LocalMemory(snapshot, print.size(), Optional.of(new LocalMemory.File(file, print)), false);
    }
}
