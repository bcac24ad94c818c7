package io.kss.core.repository;

import io.kss.core.failure.KssException;
import java.util.List;

/**
 * Every VM that a name or the roster leads to, and what is wrong with these.
 *
 * @param vms each once
 * @param problems damaged or missing names and roster entries, each {@code DAMAGED} or {@code NEWER_FORMAT}
 */
public record Census(List<NamedVm> vms, List<KssException> problems) {

    public Census {
        vms = List.copyOf(vms);
        problems = List.copyOf(problems);
    }
}
