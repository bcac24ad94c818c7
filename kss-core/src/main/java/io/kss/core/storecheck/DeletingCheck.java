package io.kss.core.storecheck;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;

/** Deleting takes one object away for everybody, and may be repeated. */
final class DeletingCheck implements Check {

    @Override
    public String subject() {
        return "deleting";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException {
        ObjectKey key = probe.key("deleted/object");
        ObjectKey neighbour = probe.key("deleted/object-2");
        probe.put(0, key, Noise.of(5, 100));
        probe.put(0, neighbour, Noise.of(6, 100));
        for (int connection = 0; connection < 3; connection++) {
            probe.connection(connection).delete(key);
        }
        probe.connection(0).delete(probe.key("deleted/never-there"));
        for (int reader = 0; reader < probe.connections().size(); reader++) {
            Flaw.unless(
                    probe.connection(reader).stat(key).isEmpty()
                            && probe.read(reader, key).isEmpty(),
                    "An object was still there after it had been deleted.");
            Flaw.unless(probe.read(reader, neighbour).isPresent(), "Deleting an object took another one away with it.");
        }
        probe.put(1, key, Noise.of(7, 50), PutCondition.IF_ABSENT);
        return "A deleted object was gone for everybody, deleting it again was no error, and its name was free again.";
    }
}
