package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What befalls the image files of a {@link MemoryHost} without kss's doing. Nothing stops it: no lock, no read-only flag. */
public final class MemoryFiles {

    private static final int PIECE = 1 << 20;

    private final MemoryHost host;

    MemoryFiles(MemoryHost host) {
        this.host = host;
    }

    /**
     * An empty image that stands on nothing.
     *
     * @param format {@code qcow2} or {@code raw}
     */
    public void create(Path file, String format, long size) {
        synchronized (host.lock) {
            try {
                host.store.create(file, format, size, Optional.empty());
            } catch (HypervisorException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Writes into one image, with whatever tool, sealed or not. {@code NO_ROOM} if the disk is full. */
    public void write(Path file, long offset, byte[] bytes) throws HypervisorException {
        synchronized (host.lock) {
            put(file, host.store.require(file), offset, bytes);
        }
    }

    /** Makes a range of one image read as zeroes. */
    public void discard(Path file, long offset, long length) throws HypervisorException {
        synchronized (host.lock) {
            clear(host.store.require(file), offset, length);
        }
    }

    /** Changes the size of one image; what is new reads as zeroes, what is cut off is gone. */
    public void resize(Path file, long size) throws HypervisorException {
        synchronized (host.lock) {
            ImageFile image = host.store.require(file);
            Chain chain = host.store.chain(file);
            long old = image.size;
            image.content.cut(size, Long.MAX_VALUE);
            image.size = size;
            if (chain.layers().size() > 1) {
                // Else what an earlier, smaller size hid would come back from below.
                image.zero(old, Math.min(size, chain.layers().get(1).file().size));
            }
            host.store.written(image);
        }
    }

    /** The whole content of an image and what it stands on. */
    public byte[] content(Path file) throws HypervisorException {
        synchronized (host.lock) {
            Chain chain = host.store.chain(file);
            return chain.read(0, Math.toIntExact(chain.size()));
        }
    }

    /** SHA-256 of {@link #content} in hexadecimal, for images of any size. */
    public String contentHash(Path file) throws HypervisorException {
        synchronized (host.lock) {
            return hash(host.store.chain(file));
        }
    }

    /** Makes an image unreadable; whatever looks into it finds it {@code DAMAGED}. */
    public void damage(Path file) throws HypervisorException {
        synchronized (host.lock) {
            ImageFile image = host.store.require(file);
            image.damage = Optional.of("its header is not one of a disk image");
            host.store.written(image);
        }
    }

    /** Gives an image something that can't be handled; empty takes it away. */
    public void unsupported(Path file, Optional<String> feature) throws HypervisorException {
        synchronized (host.lock) {
            host.store.require(file).unsupported = feature;
        }
    }

    /** Makes an image stand on another, as {@code qemu-img rebase -u} does. */
    public void rebase(Path file, Path backing) throws HypervisorException {
        synchronized (host.lock) {
            ImageFile image = host.store.require(file);
            image.backing = Optional.of(ImageStore.relative(file, backing));
            host.store.written(image);
        }
    }

    /** Deletes a file. Who has it open keeps it. */
    public void lose(Path file) {
        synchronized (host.lock) {
            host.store.files.remove(file);
        }
    }

    /** Changes a file's attributes and not its content, as libvirt does with owners whenever a domain starts or stops. */
    public void touch(Path file) throws HypervisorException {
        synchronized (host.lock) {
            host.store.touched(host.store.require(file));
        }
    }

    /** Another program opens an image for writing, until the result is closed. {@code IN_USE}, {@code DENIED}. */
    public Held hold(Path file) throws HypervisorException {
        synchronized (host.lock) {
            Object owner = new Object();
            ImageFile image = host.store.claim(file, owner);
            return () -> {
                synchronized (host.lock) {
                    ImageStore.release(image, owner);
                }
            };
        }
    }

    /** An image that another program has open. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Leaves room for so much more data.
     *
     * @param bytes at least 0
     */
    public void roomLeft(long bytes) {
        synchronized (host.lock) {
            host.store.capacity = Long.MAX_VALUE / 2;
            host.store.capacity = host.store.capacity - host.store.room() + bytes;
        }
    }

    void put(Path path, ImageFile image, long offset, byte[] bytes) throws HypervisorException {
        ensureWithin(image, offset, bytes.length);
        host.store.needRoom(path, bytes.length);
        image.content.write(offset, bytes.clone());
        host.store.written(image);
    }

    void clear(ImageFile image, long offset, long length) {
        ensureWithin(image, offset, length);
        image.zero(offset, offset + length);
        host.store.written(image);
    }

    private static void ensureWithin(ImageFile image, long offset, long length) {
        if (offset < 0 || length < 0 || offset > image.size - length) {
            throw new IllegalArgumentException(length + " bytes at " + offset + " of a disk of " + image.size);
        }
    }

    static String hash(Chain chain) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < chain.size(); at += PIECE) {
                digest.update(chain.read(at, (int) Math.min(PIECE, chain.size() - at)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
