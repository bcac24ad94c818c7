package io.kss.core.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold for a manifest beyond what its values check themselves. */
final class ManifestRules {

    private ManifestRules() {}

    /** @throws IllegalArgumentException naming what is wrong */
    static void check(Manifest manifest) {
        Set<String> targets = new HashSet<>();
        manifest.localOnlyDisks().forEach(disk -> targets.add(disk.target()));
        for (DiskLayer disk : manifest.disks()) {
            require(targets.add(disk.target()), "it names the disk " + disk.target() + " twice");
            checkLayer(disk);
        }
        Set<String> names = new HashSet<>();
        for (Part part : manifest.parts()) {
            require(names.add(part.name()), "it has two parts " + part.name());
            long chunks = (part.size() + Grains.REGION_SIZE - 1) / Grains.REGION_SIZE;
            require(
                    part.size() >= 0 && chunks == part.chunks().size(),
                    "its part " + part.name() + " of " + part.size() + " bytes has "
                            + part.chunks().size() + " chunks");
        }
        require(
                manifest.parent().stream().noneMatch(manifest.snapshot()::equals),
                "the snapshot is said to be its own parent");
    }

    private static void checkLayer(DiskLayer disk) {
        require(disk.size() >= 0, "its disk " + disk.target() + " has the size " + disk.size());
        List<Region> regions = disk.regions();
        if (regions.isEmpty()) {
            return;
        }
        Region last = regions.get(regions.size() - 1);
        long named = last.zero() | last.data();
        int highest = Long.SIZE - 1 - Long.numberOfLeadingZeros(named);
        require(
                Grains.offset(last.index()) + (long) highest * Grains.SIZE < disk.size(),
                "its disk " + disk.target() + " has grains beyond its end");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
