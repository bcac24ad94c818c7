package io.kss.spi.hypervisor;

/**
 * What changes when a file is written or replaced.
 *
 * @param size in bytes
 * @param inode or another number that a new file does not share
 * @param modified last change of the content, nanoseconds since 1970
 * @param changed last change of content or attributes, nanoseconds since 1970
 */
public record Fingerprint(long size, long inode, long modified, long changed) {

    /**
     * Whether nothing was written between the two. The last change of attributes alone is no sign of that: hypervisors
     * give image files to another user when a domain starts, and back when it stops.
     */
    public boolean sameContentAs(Fingerprint other) {
        return size == other.size && inode == other.inode && modified == other.modified;
    }
}
