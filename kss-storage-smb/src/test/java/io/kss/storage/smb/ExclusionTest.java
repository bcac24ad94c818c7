package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly one writer wins, whichever way the server allows, when files are complete and only the name is contended. */
class ExclusionTest {

    private static final int WRITERS = 6;

    private final List<StorageBackend> stores = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private SmbServer server;

    @BeforeEach
    void start() throws Exception {
        server = SmbServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        for (StorageBackend store : stores) {
            store.close();
        }
        server.closeAndDelete();
    }

    private SmbBackend connect(boolean links) throws Exception {
        SmbBackend store = SmbBackend.open(
                SmbSettings.of(Stores.settings(server).with("connections", 2).config()), links);
        stores.add(store);
        return store;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneOfManyWritersWinsInEveryRound(boolean links) throws Exception {
        for (int i = 0; i < WRITERS; i++) {
            connect(links);
        }
        for (int round = 0; round < 150; round++) {
            ObjectKey key = new ObjectKey("race/" + round);
            CyclicBarrier start = new CyclicBarrier(WRITERS);
            List<Future<Optional<Integer>>> outcomes = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                Callable<Optional<Integer>> work = () -> create(key, number, start);
                outcomes.add(threads.submit(work));
            }
            List<Integer> winners = new ArrayList<>();
            for (Future<Optional<Integer>> outcome : outcomes) {
                outcome.get(1, TimeUnit.MINUTES).ifPresent(winners::add);
            }
            assertThat(winners).as("winners of round %d", round).hasSize(1);
            try (InputStream in = stores.get(0).read(key, ByteRange.ALL)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes(winners.get(0)));
            }
        }
    }

    private Optional<Integer> create(ObjectKey key, int writer, CyclicBarrier start) throws Exception {
        ObjectSource source = ObjectSource.of(bytes(writer));
        ObjectSource together = new ObjectSource() {
            @Override
            public long length() {
                return source.length();
            }

            @Override
            public InputStream open() throws java.io.IOException {
                try {
                    start.await(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new java.io.IOException(e);
                }
                return source.open();
            }
        };
        try {
            stores.get(writer).put(key, together, PutCondition.IF_ABSENT);
            return Optional.of(writer);
        } catch (ObjectExistsException lost) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(int writer) {
        return ("writer " + writer).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void serversWithLinksAreAskedForLinks() throws Exception {
        SmbSettings settings = SmbSettings.of(Stores.settings(server).config());
        try (Client client = Client.open(settings, new SmbErrors(settings))) {
            Exclusion preferred = client.ask(share -> Exclusion.prove(share.connection(), "free", true));
            Exclusion otherwise = client.ask(share -> Exclusion.prove(share.connection(), "free", false));
            List<Share.Entry> left = client.ask(share -> share.list(""));
            assertThat(preferred).isEqualTo(Exclusion.LINK);
            assertThat(otherwise).isEqualTo(Exclusion.LOCK);
            assertThat(left).isEmpty();
        }
    }
}
