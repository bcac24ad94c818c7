package io.kss.core.storecheck;

import io.kss.core.examine.Remark;
import java.util.List;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param remarks what was looked at, in that order
 * @param speed how fast the store is; empty if it has no room to measure that
 */
public record CheckResult(List<Remark> remarks, Optional<Speed> speed) {

    public CheckResult {
        remarks = List.copyOf(remarks);
    }
}
