package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files that disks live in, each a layer of a chain. Thread-safe. Paths are absolute. kss never looks into these
 * files itself and touches them only through this interface.
 */
public interface DiskImages {

    /** The unit in which layers are described, in bytes. */
    int GRAIN = 64 * 1024;

    boolean exists(Path file) throws HypervisorException;

    /** What a file says about itself, even while it is in use. {@code MISSING}, {@code DAMAGED}. */
    ImageInfo info(Path file) throws HypervisorException;

    /**
     * A file and all it stands on, top first. Missing backing files are {@code MISSING}, loops and unreadable ones
     * {@code DAMAGED}; images with encryption, external data files or internal snapshots {@code UNSUPPORTED}.
     */
    List<ImageInfo> chain(Path top) throws HypervisorException;

    /** What tells whether a file was touched. */
    Fingerprint fingerprint(Path file) throws HypervisorException;

    /** Whether the file itself, not what it stands on, holds any data or explicit zeroes. Works while it is in use. */
    boolean holdsData(Path file) throws HypervisorException;

    /** Whether some process has the image open for writing. */
    boolean inUse(Path file) throws HypervisorException;

    /**
     * Opens the layers from a top file down to, but without, another file of its chain.
     *
     * @param below the file whose content the reader takes as known, or empty to read everything
     * @throws HypervisorException {@code IN_USE} if the top file is open for writing; {@code DAMAGED} if {@code below}
     *     is not in the chain
     */
    LayerReader openLayer(Path top, Optional<Path> below) throws HypervisorException;

    /**
     * Creates an empty qcow2 layer, durably: as large as its backing file, which is named relatively and with its format.
     * Never replaces ({@code FAILED}).
     */
    void createOverlay(Path file, Path backing) throws HypervisorException;

    /**
     * Creates a qcow2 layer to be filled. Never replaces ({@code FAILED}). The file itself survives a power cut only after the
     * first flush.
     *
     * @param size the disk's size in bytes as the guest shall see it, whatever the backing file's
     * @param backing what it stands on, or empty for a base
     */
    LayerWriter createLayer(Path file, long size, Optional<Path> backing) throws HypervisorException;

    /**
     * Opens a layer again whose filling was interrupted; all that was flushed is there. {@code DENIED} if it was made
     * read-only, {@code IN_USE} if some process has it open for writing.
     */
    LayerWriter resumeLayer(Path file) throws HypervisorException;

    /** Makes a file's content durable and the file read-only. Idempotent. {@code IN_USE} if it is open for writing. */
    void makeReadOnly(Path file) throws HypervisorException;

    /** Renames within a folder, durably; never replaces ({@code FAILED}). {@code IN_USE} if it is open for writing. */
    void rename(Path from, Path to) throws HypervisorException;

    /** Deletes a file. One that is not there is no error. {@code IN_USE} if it is open for writing. */
    void delete(Path file) throws HypervisorException;

    /** The image files in a folder, sorted; empty if there is no such folder. */
    List<Path> list(Path folder) throws HypervisorException;

    /** Free bytes where files of this folder live; the folder is created if missing. */
    long freeSpace(Path folder) throws HypervisorException;
}
