package io.kss.core.verify;

import java.util.List;

/**
 * What a verification found.
 *
 * @param vms VMs looked at
 * @param snapshots snapshots looked at
 * @param packs packs that these need
 * @param bytesRead bytes of packs that were read and compared; 0 unless deep
 * @param problems what is wrong, one entry for each damaged object
 * @param notes what was noticed and does no harm, or was put right
 */
public record Verdict(int vms, int snapshots, int packs, long bytesRead, List<String> problems, List<String> notes) {

    public Verdict {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }
}
