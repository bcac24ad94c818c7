package io.kss.core.simulation;

import io.kss.core.chunk.PackTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What is durable on a host beside its images: state files, records of transfers, and who holds which lock now. */
final class HostDisk {

    final NavigableMap<String, byte[]> files = new TreeMap<>();
    final Map<String, List<PackTable>> uploads = new HashMap<>();
    final Map<String, Fetched> downloads = new HashMap<>();
    final Map<String, KssRun> locks = new HashMap<>();

    /** What a download got done, and what for. */
    record Fetched(String purpose, BitSet regions) {}

    /** The processes that held locks are gone. */
    synchronized void freeLocks() {
        locks.clear();
    }

    /** Somebody deletes the state folder. */
    synchronized void lose() {
        files.clear();
        uploads.clear();
        downloads.clear();
    }

    synchronized Map<String, byte[]> copy() {
        return new TreeMap<>(files);
    }

    synchronized void replaceWith(Map<String, byte[]> copy) {
        files.clear();
        files.putAll(copy);
    }

    static List<PackTable> noPacks() {
        return new ArrayList<>();
    }
}
