package io.kss.spi.hypervisor;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A domain at one moment.
 *
 * @param name as the user knows it
 * @param uuid the hypervisor's identity of it
 * @param state what it is doing
 * @param managedSave whether a saved memory image would be restored, against its own disks, by the next start
 * @param disks its disks, in the order of the definition
 * @param definition what of its configuration is the same on every host
 * @param parts names of further state that belongs to a snapshot, such as {@code nvram}; sorted
 * @param obstacles what makes it impossible to synchronise this domain, one sentence each, with the way out; empty if
 *     nothing does
 */
public record Domain(
        String name,
        UUID uuid,
        RunState state,
        boolean managedSave,
        List<DomainDisk> disks,
        Definition definition,
        List<String> parts,
        List<String> obstacles) {

    public Domain {
        disks = List.copyOf(disks);
        parts = List.copyOf(parts);
        obstacles = List.copyOf(obstacles);
    }

    /** The disk of that target, such as {@code vda}. */
    public Optional<DomainDisk> disk(String target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }
}
