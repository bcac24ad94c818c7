package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.operation.Pushing;
import io.kss.core.operation.VmSession;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What it means to a command about one VM that the store can't be reached. */
final class StoreAway {

    private final StoreLink store;
    private final String name;

    StoreAway(StoreLink store, String name) {
        this.store = store;
        this.name = name;
    }

    /** For commands that a lost store makes wait: tells whether work of ours waits too. */
    private Exception explained(Exception failure) {
        return failure instanceof StorageException lost ? store.explain(lost) : failure;
    }

    KssException unreachable(VmSession session, Exception failure) throws IOException {
        Exception told = explained(failure);
        if (told instanceof KssException refusal) {
            return isStoreAway(refusal) ? Pushing.unreachable(session, refusal) : refusal;
        }
        throw (IOException) told;
    }

    /** Without unsent work, too, a VM can be started when the store is away. */
    KssException orOffline(KssException refusal) {
        if (!isStoreAway(refusal)) {
            return refusal;
        }
        List<String> ways = new ArrayList<>(refusal.waysOut());
        ways.add("kss start " + name + " --offline starts without the store");
        return refusal.withWaysOut(ways).with("vm", name);
    }

    KssException sealedNotSent(Exception failure, boolean off) throws IOException {
        Exception told = explained(failure);
        if (!(told instanceof KssException refusal)) {
            throw (IOException) told;
        }
        boolean full = refusal.reason() == Reason.NO_ROOM_ON_STORE;
        if (!full && !isStoreAway(refusal)) {
            return refusal;
        }
        return new KssException(
                        Reason.SEALED_NOT_SENT,
                        (off
                                        ? "The VM " + name + " is off and its work is safe on this host, but it was"
                                        : "The snapshot of " + name + " is made and safe on this host, but it was")
                                + " not sent: " + refusal.message(),
                        refusal,
                        "kss push " + name + " as soon as the store "
                                + (full ? "has room again; kss gc may free some" : "can be reached"),
                        off ? "kss start " + name + " here goes on with it" : "kss stop " + name + " sends it, too")
                .with("vm", name);
    }

    static boolean isStoreAway(KssException refusal) {
        return refusal.reason() == Reason.STORE_UNAVAILABLE || refusal.reason() == Reason.STORE_DENIED;
    }
}
