package io.kss.core.storecheck;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** An object as large as packs are arrives as it was sent. */
final class PackCheck implements Check {

    private static final int BLOCK = 1 << 16;

    private final int size;

    PackCheck(int size) {
        this.size = size;
    }

    @Override
    public String subject() {
        return "large objects";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException {
        ObjectKey key = probe.key("pack");
        Noise content = Noise.of(4, size);
        probe.put(0, key, content);
        Optional<ObjectInfo> stat = probe.connection(1).stat(key);
        Flaw.unless(
                stat.isPresent() && stat.get().size() == size && same(probe, key, content),
                "An object of " + size + " bytes, the size of a pack, did not come back as it was put.");
        probe.connection(0).delete(key);
        return "An object of " + (size >> 20) + " MiB, the size of a pack, came back as it was put.";
    }

    private static boolean same(Probe probe, ObjectKey key, Noise content) throws StorageException {
        try (InputStream stored = probe.connection(1).read(key, ByteRange.ALL);
                InputStream expected = content.open()) {
            while (true) {
                byte[] found = stored.readNBytes(BLOCK);
                if (!Arrays.equals(found, expected.readNBytes(BLOCK))) {
                    return false;
                }
                if (found.length == 0) {
                    return true;
                }
            }
        } catch (IOException e) {
            throw Probe.storage(e);
        }
    }
}
