package io.kss.core.simulation;

/** Where a process does something that lasts. */
enum Place {
    HYPERVISOR,
    STATE,
    STORE
}
