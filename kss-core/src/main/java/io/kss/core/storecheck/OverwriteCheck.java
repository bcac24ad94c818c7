package io.kss.core.storecheck;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import java.util.Arrays;
import java.util.Optional;

/** What was put is there for everybody at once, also in place of something else. */
final class OverwriteCheck implements Check {

    private static final int ROUNDS = 12;

    @Override
    public String subject() {
        return "visibility";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException {
        int connections = probe.connections().size();
        ObjectKey same = probe.key("seen/same");
        for (int round = 0; round < ROUNDS; round++) {
            Noise content = Noise.of(round, 700 + 13 * round);
            for (ObjectKey key : new ObjectKey[] {same, probe.key("seen/" + round)}) {
                probe.put(round, key, content);
                for (int reader = 0; reader < connections; reader++) {
                    look(probe, reader, key, content);
                }
            }
        }
        return "What one connection put was seen by all others at once, complete, also in place of an older object.";
    }

    private static void look(Probe probe, int reader, ObjectKey key, Noise content) throws Flaw, StorageException {
        Optional<ObjectInfo> stat = probe.connection(reader).stat(key);
        Optional<byte[]> found = probe.read(reader, key);
        Flaw.unless(
                stat.isPresent()
                        && stat.get().size() == content.length()
                        && found.isPresent()
                        && Arrays.equals(found.get(), content.bytes()),
                "An object that was put was not seen, or not as it was put, by another connection: hosts would work on"
                        + " what is out of date.");
        Flaw.unless(
                probe.list(reader, probe.folder() + "/seen/").contains(key.value()),
                "An object that was put was missing from a listing by another connection: garbage collection could take"
                        + " what a new snapshot needs.");
    }
}
