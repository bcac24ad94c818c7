package io.kss.core.storecheck;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Names that kss may use, however odd, are told apart. */
final class NamesCheck implements Check {

    private static final List<String> ODD = List.of(
            "0",
            "_",
            "-",
            "-rf",
            "a..b",
            "a-b/c",
            "a_b/c",
            "aa/b",
            "con",
            "nul.txt",
            "aux/lpt1",
            "desktop.ini",
            "y".repeat(100) + "/" + "z".repeat(90));

    @Override
    public String subject() {
        return "names";
    }

    @Override
    public String run(Probe probe) throws Flaw, StorageException {
        List<ObjectKey> keys = new ArrayList<>();
        Set<String> values = new TreeSet<>();
        for (String odd : ODD) {
            ObjectKey key = probe.key("names/" + odd);
            keys.add(key);
            values.add(key.value());
        }
        for (int i = 0; i < keys.size(); i++) {
            probe.put(i, keys.get(i), Noise.of(i, 10 + i), PutCondition.IF_ABSENT);
        }
        for (int i = 0; i < keys.size(); i++) {
            Optional<byte[]> found = probe.read(i + 1, keys.get(i));
            Flaw.unless(
                    found.isPresent()
                            && Arrays.equals(found.get(), Noise.of(i, 10 + i).bytes()),
                    "The object '" + keys.get(i).name() + "' did not come back as it was put.");
        }
        Set<String> listed = probe.list(1, probe.folder() + "/names/");
        Flaw.unless(listed.equals(values), "Odd names came back changed from a listing: " + listed + ".");
        return "Odd and long names were told apart and came back unchanged.";
    }
}
