package io.kss.core.simulation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
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
