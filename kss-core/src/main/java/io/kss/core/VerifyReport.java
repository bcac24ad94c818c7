package io.kss.core;

import java.util.List;

/**
 * What a verification found.
 *
 * @param vms VMs looked at
 * @param snapshots snapshots looked at
 * @param packs packs looked at
 * @param bytesRead bytes read and compared with their hashes; 0 unless deep
 * @param problems what is wrong, one sentence each; empty if all is well
 * @param notes what was noticed and does no harm, or was put right, one sentence each
 */
public record VerifyReport(
        int vms, int snapshots, int packs, long bytesRead, List<String> problems, List<String> notes) {

    public VerifyReport {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    public boolean healthy() {
        return problems.isEmpty();
    }
}
