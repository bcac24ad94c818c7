package io.kss.core;

import io.kss.core.storecheck.Speed;
import java.util.List;
import java.util.Optional;

/**
 * What a store can do.
 *
 * @param store its name
 * @param findings what was looked at
 * @param speed how fast it is; empty if it has no room to measure that
 */
public record StoreReport(String store, List<Finding> findings, Optional<Speed> speed) {

    public StoreReport {
        findings = List.copyOf(findings);
    }

    /** Whether the store can hold a repository. */
    public boolean fit() {
        return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
    }
}
