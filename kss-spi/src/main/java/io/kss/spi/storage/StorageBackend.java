package io.kss.spi.storage;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One open store: a flat map from {@link ObjectKey} to immutable bytes.
 *
 * <p>What every implementation guarantees:
 *
 * <ol>
 *   <li>It is thread-safe: any number of threads may call any method at once.
 *   <li>An object is visible completely or not at all, whatever happens to the writer.
 *   <li>After {@link #put} returned, every reader on every host sees the object, and where the protocol allows it the
 *       bytes survive a power cut of the server.
 *   <li>Of any number of concurrent puts of one key with {@link PutCondition#IF_ABSENT}, exactly one succeeds.
 *   <li>Nothing is retried inside: the caller knows what may be repeated. Re-opening a connection that is known to be
 *       dead <em>before</em> a request is sent is not a retry.
 *   <li>Failures are the subclass of {@link StorageException} that fits; no message ever contains a secret.
 *   <li>A thread that is interrupted while it waits ends soon, with {@link TransientStorageException} (or
 *       {@link OutcomeUnknownException}) and its interrupt flag set.
 * </ol>
 */
public interface StorageBackend extends AutoCloseable {

    /**
     * Stores an object under a key. If the source fails, or yields more or fewer bytes than it announced, nothing
     * becomes visible, an object that was there stays, and a plain {@link StorageException} has the source's failure as
     * its cause; {@link SourceStream} sees to that.
     *
     * @throws ObjectExistsException if the condition is {@link PutCondition#IF_ABSENT} and the key is taken; the
     *     object that is there is untouched
     * @throws StoreFullException if there is no room; nothing became visible
     * @throws TransientStorageException if nothing became visible and nothing will, and trying again makes sense
     * @throws OutcomeUnknownException if the object may be visible, or may become visible later
     */
    void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException;

    /**
     * Reads a range of an object. The stream yields exactly the bytes of the range, or throws
     * {@link StorageException} (as an {@link java.io.IOException}) if the object or the connection ends early. A range
     * that starts right at the end of the object is empty, not an error. The stream must be closed, at any time.
     *
     * @throws ObjectNotFoundException if there is no such object
     * @throws StoreCorruptException if the range does not lie within the object
     */
    InputStream read(ObjectKey key, ByteRange range) throws StorageException;

    /** The object's size, or empty if there is no such object. */
    Optional<ObjectInfo> stat(ObjectKey key) throws StorageException;

    /**
     * Every object whose key starts with the prefix, once each, in no particular order. The prefix ends with a slash,
     * or is empty for all. Objects put or deleted during the listing may or may not be in it. Must be closed; failures
     * while iterating are {@link java.io.UncheckedIOException} with a {@link StorageException} inside.
     *
     * @throws IllegalArgumentException if the prefix is not one, see {@link ObjectKey#requirePrefix}
     */
    Stream<ObjectInfo> list(String prefix) throws StorageException;

    /** Deletes an object. An object that is not there is no error. */
    void delete(ObjectKey key) throws StorageException;

    /** Total and free room, where the store can tell. */
    Optional<StoreSpace> space() throws StorageException;

    /** A name for messages: type and place, without secrets, such as {@code sftp://nas/volume1/kss}. */
    String displayName();

    /**
     * Releases connections and threads. Idempotent. Objects that were being put do not become visible later. Every other
     * method then throws a {@link StorageException} whose message says that the store is closed.
     */
    @Override
    void close() throws StorageException;
}
