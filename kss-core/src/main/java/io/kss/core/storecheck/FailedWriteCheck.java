package io.kss.core.storecheck;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** A write that breaks off leaves nothing behind that could be taken for an object. */
final class FailedWriteCheck implements Check {

    private static final int SIZE = 500_000;

    @Override
    public String subject() {
        return "broken writes";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException {
        ObjectKey fresh = probe.key("broken/new");
        ObjectKey taken = probe.key("broken/old");
        Noise old = Noise.of(8, 1000);
        probe.put(0, taken, old);
        for (ObjectKey key : new ObjectKey[] {fresh, taken}) {
            Flaw.unless(fails(probe, key), "A write whose content ended early was reported as done.");
        }
        for (int reader = 0; reader < probe.connections().size(); reader++) {
            Flaw.unless(
                    probe.connection(reader).stat(fresh).isEmpty()
                            && probe.read(reader, fresh).isEmpty()
                            && !probe.list(reader, probe.folder() + "/broken/").contains(fresh.value()),
                    "A write that broke off left a part of the object behind.");
            Optional<byte[]> kept = probe.read(reader, taken);
            Flaw.unless(
                    kept.isPresent() && Arrays.equals(kept.get(), old.bytes()),
                    "A write that broke off destroyed the object that was to be replaced.");
        }
        return "A write that broke off left nothing behind, and left what was there before as it was.";
    }

    private static boolean fails(Probe probe, ObjectKey key) throws StorageException {
        try {
            probe.put(0, key, new Torn());
            return false;
        } catch (TransientStorageException | OutcomeUnknownException | AccessDeniedStorageException e) {
            throw e;
        } catch (StorageException e) {
            return true;
        }
    }

    /** Announces more than it has. */
    private static final class Torn implements ObjectSource {

        @Override
        public long length() {
            return SIZE;
        }

        @Override
        public InputStream open() throws IOException {
            return Noise.of(9, SIZE / 2).open();
        }
    }
}
