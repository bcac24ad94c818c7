package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that lost or changed what was put there, or whose repository another version wrote. */
class BadStoreIT extends ProductTest {

    /** What can happen to an object. */
    enum Harm {
        TRUNCATED {
            @Override
            byte[] to(byte[] whole) {
                return Arrays.copyOf(whole, whole.length / 2);
            }
        },
        FLIPPED {
            @Override
            byte[] to(byte[] whole) {
                byte[] flipped = whole.clone();
                flipped[whole.length / 3] ^= 16;
                return flipped;
            }
        },
        EMPTIED {
            @Override
            byte[] to(byte[] whole) {
                return new byte[0];
            }
        };

        abstract byte[] to(byte[] whole);
    }

    @ParameterizedTest
    @EnumSource
    void damagedPackIsNamedAndNeverReachesADisk(Harm harm) throws Exception {
        desktop.kss("push", name).ends(0);
        Path pack = largest("packs");
        whileHarmed(pack, harm, () -> {
            laptop.kss("pull", name).ends(7).says(pack.getFileName().toString());
            assertThat(vm.known(laptop)).isFalse();
            laptop.kss("verify", name, "--deep").ends(7).says(pack.getFileName().toString());
        });
        requireAllCanBeFetchedAgain();
    }

    @Test
    void missingPackIsNamedAndRepairedByWhoHasTheData() throws Exception {
        desktop.kss("push", name).ends(0);
        Path pack = largest("packs");
        Files.delete(pack);

        laptop.kss("pull", name).ends(7).says(pack.getFileName().toString());
        laptop.kss("verify", name).ends(7).says(pack.getFileName().toString());
        desktop.kss("push", name, "--repair").ends(0);

        requireAllCanBeFetchedAgain();
    }

    @ParameterizedTest
    @EnumSource
    void damagedManifestIsNamed(Harm harm) throws Exception {
        desktop.kss("push", name).ends(0);
        Path manifest = largest("vms/*/manifests");
        whileHarmed(manifest, harm, () -> {
            laptop.kss("pull", name).ends(7).says(manifest.getFileName().toString());
            laptop.kss("verify", name).ends(7).says(manifest.getFileName().toString());
        });
        requireAllCanBeFetched();
    }

    @ParameterizedTest
    @EnumSource
    void damagedJournalStopsEveryHost(Harm harm) throws Exception {
        desktop.kss("push", name).ends(0);
        write(MIB);
        Path entry = store.resolve(relative("vms/*/journal")).resolve("00000000000000000002");
        whileHarmed(entry, harm, () -> {
            laptop.kss("pull", name).ends(7).says(entry.getFileName().toString());
            laptop.kss("verify", name).ends(7).says(entry.getFileName().toString());
        });
        requireAllArrives();
    }

    @Test
    void journalThatGotShorterIsARewrittenHistory() throws Exception {
        desktop.kss("push", name).ends(0);
        write(MIB);
        try (var entries = Files.list(store.resolve(relative("vms/*/journal")))) {
            Path last = entries.max(Comparator.naturalOrder()).orElseThrow();
            byte[] whole = Files.readAllBytes(last);
            Files.delete(last);
            desktop.kss("push", name).ends(7).says("entry 3");
            desktop.kss("start", name).ends(7);
            Files.write(last, whole);
        }
        requireAllArrives();
    }

    @ParameterizedTest
    @EnumSource
    void damagedRepositoryFileIsNamed(Harm harm) throws Exception {
        desktop.kss("push", name).ends(0);
        whileHarmed(store.resolve("kss-repository.json"), harm, () -> {
            laptop.kss("pull", name).ends(7).says("kss-repository.json");
            laptop.kss("init").ends(2).says("holds a repository already");
        });
        requireAllCanBeFetched();
    }

    @ParameterizedTest
    @EnumSource
    void damagedLocalStateIsNamedAndLosesNothing(Harm harm) throws Exception {
        desktop.kss("push", name).ends(0);
        write(MIB);
        Path state = desktop.state().resolve("vms").resolve(name).resolve("vm");
        whileHarmed(state, harm, () -> {
            desktop.kss("push", name).ends(7).says(state.getFileName().toString());
            desktop.kss("start", name).ends(7);
            requireHere();
        });
        requireAllArrives();
    }

    @Test
    void repositoryOfANewerFormatIsLeftAlone() throws Exception {
        desktop.kss("push", name).ends(0);
        write(MIB);
        Path file = store.resolve("kss-repository.json");
        byte[] whole = Files.readAllBytes(file);
        Files.writeString(file, Files.readString(file).replaceAll("\"format\"\\s*:\\s*1", "\"format\" : 2"));

        desktop.kss("push", name).ends(2).says("newer");
        laptop.kss("pull", name).ends(2).says("newer");
        desktop.kss("gc").ends(2).says("newer");

        Files.write(file, whole);
        requireAllArrives();
    }

    @Test
    void storeFolderThatIsMissingIsUnavailableAndNeverMadeAnew() throws Exception {
        desktop.kss("push", name).ends(0);
        Path away = Files.move(store, folder.resolve("unplugged"));

        desktop.kss("start", name).ends(6).says(store.toString()).says("--offline");
        write(MIB);
        desktop.kss("push", name).ends(5).says(store.toString());
        desktop.kss("status", name).ends(0);
        laptop.kss("pull", name).ends(6).says(store.toString());
        laptop.kss("init").ends(6).says(store.toString());
        assertThat(store).doesNotExist();

        Files.move(away, store);
        requireAllArrives();
    }

    @Test
    void emptyStoreFolderHasNoRepository() throws Exception {
        Files.createDirectories(folder.resolve("empty"));
        laptop.configure(laptop.configuration(StoreTable.directory(folder.resolve("empty"))));
        laptop.kss("pull", name).ends(2).says("kss init");
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void whileHarmed(Path file, Harm harm, Step step) throws Exception {
        byte[] whole = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file, harm.to(whole));
        step.run();
        Files.write(file, whole);
    }

    /** A check that found damage has noted it: a push takes the note into account, and then all is well. */
    private void requireAllCanBeFetchedAgain() throws Exception {
        desktop.kss("push", name, "--repair").ends(0);
        laptop.kss("pull", name).ends(0);
        for (String target : TestVm.TARGETS) {
            work.requireIn(vm.active(laptop, target), target);
        }
    }

    private Path largest(String glob) throws IOException {
        try (var files = Files.walk(store.resolve(relative(glob)))) {
            return files.filter(Files::isRegularFile)
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    /** The one folder that fits a path in which a star stands for the only entry there. */
    private Path relative(String glob) throws IOException {
        Path found = store;
        for (String part : glob.split("/")) {
            if (part.equals("*")) {
                try (var entries = Files.list(found)) {
                    found = entries.findFirst().orElseThrow();
                }
            } else {
                found = found.resolve(part);
            }
        }
        return found;
    }
}
