package io.kss.core.simulation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a guest on one host must find: what it wrote itself, on top of what kss said it would find. */
final class Guest {

    /** What is on its disks, by target. */
    final Map<String, byte[]> disks = new LinkedHashMap<>();

    /** What was on its disks since the last moment when no kss worked on it; a seal is one of these. */
    final Set<Content> versions = new LinkedHashSet<>();

    /** Its firmware variables. */
    byte[] nvram = new byte[0];

    final Set<String> nvramVersions = new LinkedHashSet<>();

    /** Whether something changed its variables since they were last seen to be those of a snapshot. */
    boolean nvramChanged;

    /** Whether it was started by an online start that has not ended, and the lease was not broken since. */
    boolean runsByRight;

    /** What came here with a running VM from another host, until it is seen. */
    Optional<Arrival> arrival = Optional.empty();

    /** Whether it came here from another host and has not executed here: what it holds lives there as well. */
    boolean waits;

    /** What it held when it left this host. */
    Optional<Content> left = Optional.empty();

    /** Whether another tool started it where it is on its way from. */
    boolean startedWhileLeaving;

    /** Whether it lives elsewhere and there is nothing here to start. */
    boolean gone;

    /**
     * A running guest that came.
     *
     * @param byRight whether it ran by right where it was
     */
    record Arrival(Map<String, byte[]> disks, byte[] nvram, boolean nvramChanged, boolean byRight) {}

    /** It leaves for another host, or so it seems. */
    Arrival leave() {
        left = Optional.of(content());
        startedWhileLeaving = false;
        Map<String, byte[]> copies = new LinkedHashMap<>();
        disks.forEach((target, bytes) -> copies.put(target, bytes.clone()));
        return new Arrival(copies, nvram.clone(), nvramChanged, runsByRight);
    }

    Content content() {
        return Content.of(disks);
    }

    void write(String target, long offset, byte[] bytes) {
        System.arraycopy(bytes, 0, disks.get(target), (int) offset, bytes.length);
        versions.add(content());
    }

    void discard(String target, long offset, long length) {
        Arrays.fill(disks.get(target), (int) offset, (int) (offset + length), (byte) 0);
        versions.add(content());
    }

    void resize(String target, long size) {
        disks.put(target, Arrays.copyOf(disks.get(target), (int) size));
        versions.add(content());
    }

    void changeNvram(byte[] value) {
        nvram = value.clone();
        nvramChanged = true;
        nvramVersions.add(Arrays.toString(nvram));
    }

    /** No kss works on it now: what it holds is what a next seal may find. */
    void settle() {
        versions.clear();
        versions.add(content());
        nvramVersions.clear();
        nvramVersions.add(Arrays.toString(nvram));
    }
}
