package io.kss.spi.tck.storage;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.util.function.Function;

/** What goes wrong with one operation of a {@link FaultyBackend}. */
public sealed interface Fault {

    /**
     * The operation has no effect and throws.
     *
     * @param error makes the exception from a description of the operation
     */
    record Fail(Function<String, StorageException> error) implements Fault {}

    /** A put takes effect, but its caller gets an unknown outcome. Other operations fail transiently. */
    record ReplyLost() implements Fault {}

    /**
     * A put's caller gets an unknown outcome, and the put is carried out later, under its condition of that later
     * moment. Other operations fail transiently.
     *
     * @param operations after how many further operations of all connections that share the {@link LateWrites}
     */
    record Late(long operations) implements Fault {}

    /**
     * The operation waits at a gate, then goes on. An interrupt there makes it fail transiently.
     *
     * @param gate where it waits
     */
    record Stall(Gate gate) implements Fault {}

    /**
     * The connection breaks in the middle: a put has no effect, a read's or listing's stream breaks off. All fail
     * transiently.
     *
     * @param after how many bytes (of a listing: objects) still pass
     */
    record Tear(long after) implements Fault {}

    /**
     * The process dies at this operation: this and every later operation of the connection throw {@link SimulatedCrash}.
     *
     * @param afterEffect whether the operation still takes effect
     */
    record Crash(boolean afterEffect) implements Fault {}

    /** A failure that is worth a retry. */
    static Fault failTransiently() {
        return new Fail(what -> new TransientStorageException("simulated: the server is busy at " + what));
    }

    /** A failure for good. */
    static Fault failForGood() {
        return new Fail(what -> new StorageException("simulated: the server refuses " + what));
    }

    /** A missing right. */
    static Fault denyAccess() {
        return new Fail(what -> new AccessDeniedStorageException("simulated: access denied to " + what));
    }

    /** A full store. */
    static Fault storeFull() {
        return new Fail(what -> new StoreFullException("simulated: no room left for " + what));
    }
}
