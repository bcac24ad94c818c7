package io.kss.core.simulation;

import io.kss.core.workspace.StateFolder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A host's state folder as one process sees it; the process can die before and after every change. */
final class CrashableStateFolder implements StateFolder {

    private final HostDisk disk;
    private final KssRun run;

    CrashableStateFolder(HostDisk disk, KssRun run) {
        this.disk = disk;
        this.run = run;
    }

    @Override
    public Optional<byte[]> read(String name) {
        run.requireAlive();
        synchronized (disk) {
            return Optional.ofNullable(disk.files.get(name)).map(byte[]::clone);
        }
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
        run.pass(Place.STATE, "before write of " + name);
        run.requireRoom(name);
        synchronized (disk) {
            disk.files.put(name, content.clone());
        }
        run.pass(Place.STATE, "after write of " + name);
    }

    @Override
    public void delete(String name) {
        run.pass(Place.STATE, "before delete of " + name);
        synchronized (disk) {
            disk.files.remove(name);
        }
        run.pass(Place.STATE, "after delete of " + name);
    }

    @Override
    public List<String> list(String folder) {
        run.requireAlive();
        TreeSet<String> names = new TreeSet<>();
        synchronized (disk) {
            for (String file : disk.files.tailMap(folder + "/").keySet()) {
                if (!file.startsWith(folder + "/")) {
                    break;
                }
                names.add(file.substring(folder.length() + 1).split("/", 2)[0]);
            }
        }
        return List.copyOf(names);
    }

    @Override
    public Optional<Lock> tryLock(String name) {
        run.pass(Place.STATE, "before lock of " + name);
        synchronized (disk) {
            if (disk.locks.putIfAbsent(name, run) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(() -> {
            synchronized (disk) {
                disk.locks.remove(name, run);
            }
        });
    }
}
