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
 */
public record VerifyReport(int vms, int snapshots, int packs, long bytesRead, List<String> problems) {

    public boolean healthy() {
        return problems.isEmpty();
    }
}
