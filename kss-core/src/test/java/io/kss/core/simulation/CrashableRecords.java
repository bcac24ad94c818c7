package io.kss.core.simulation;

import io.kss.core.chunk.PackTable;
import io.kss.core.operation.TransferRecords;
import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.UploadRecord;
import java.util.BitSet;
import java.util.List;

/** A host's records of transfers as one process sees them; the process can die before and after every change. */
final class CrashableRecords implements TransferRecords {

    private final HostDisk disk;
    private final KssRun run;

    CrashableRecords(HostDisk disk, KssRun run) {
        this.disk = disk;
        this.run = run;
    }

    @Override
    public UploadRecord upload(String key) {
        run.requireAlive();
        return new UploadRecord() {
            @Override
            public List<PackTable> packs() {
                run.requireAlive();
                synchronized (disk) {
                    return List.copyOf(disk.uploads.getOrDefault(key, List.of()));
                }
            }

            @Override
            public void stored(PackTable pack) {
                run.pass(Place.STATE, "before record of a pack");
                synchronized (disk) {
                    disk.uploads.computeIfAbsent(key, any -> HostDisk.noPacks()).add(pack);
                }
                run.pass(Place.STATE, "after record of a pack");
            }
        };
    }

    @Override
    public DownloadRecord download(String key, String purpose) {
        run.requireAlive();
        HostDisk.Fetched fetched;
        synchronized (disk) {
            fetched = disk.downloads.get(key);
            if (fetched == null || !fetched.purpose().equals(purpose)) {
                fetched = new HostDisk.Fetched(purpose, new BitSet());
                disk.downloads.put(key, fetched);
            }
        }
        return new Download(fetched);
    }

    @Override
    public void forget(String prefix) {
        run.pass(Place.STATE, "before forgetting records");
        synchronized (disk) {
            disk.uploads.keySet().removeIf(key -> key.startsWith(prefix));
            disk.downloads.keySet().removeIf(key -> key.startsWith(prefix));
        }
        run.pass(Place.STATE, "after forgetting records");
    }

    private final class Download implements DownloadRecord {

        private final HostDisk.Fetched fetched;

        Download(HostDisk.Fetched fetched) {
            this.fetched = fetched;
        }

        @Override
        public BitSet regions() {
            run.requireAlive();
            synchronized (disk) {
                return (BitSet) fetched.regions().clone();
            }
        }

        @Override
        public void flushed(BitSet regions) {
            run.pass(Place.STATE, "before record of regions");
            synchronized (disk) {
                fetched.regions().or(regions);
            }
            run.pass(Place.STATE, "after record of regions");
        }
    }
}
