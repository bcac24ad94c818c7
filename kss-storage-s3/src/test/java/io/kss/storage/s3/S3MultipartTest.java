package io.kss.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.tck.storage.CuttingProxy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Objects that are sent in parts. */
class S3MultipartTest {

    private static final ObjectKey KEY = new ObjectKey("packs/large");
    private static final int SIZE = 100 << 20;

    private static S3Server server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    private static List<String> uploads() {
        return server
                .account()
                .client(client -> client.listMultipartUploads(
                        request -> request.bucket(server.account().bucket())))
                .uploads()
                .stream()
                .map(MultipartUpload::key)
                .toList();
    }

    private static String begin(String name) {
        return server.account()
                .client(client -> client.createMultipartUpload(
                        request -> request.bucket(server.account().bucket()).key(name)))
                .uploadId();
    }

    private static ObjectSource failingAt(int position) {
        return new ObjectSource() {
            @Override
            public long length() {
                return SIZE;
            }

            @Override
            public InputStream open() {
                return new InputStream() {
                    private int read;

                    @Override
                    public int read() throws IOException {
                        return read(new byte[1], 0, 1) < 0 ? -1 : 0;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        if (read >= position) {
                            throw new IOException("the disk is on fire");
                        }
                        read += length;
                        return length;
                    }
                };
            }
        };
    }

    @Test
    void sourceThatFailsInALaterPartLeavesNoParts() throws Exception {
        try (StorageBackend store = new S3Provider().open(server.account().config("failing", Map.of()))) {
            assertThatThrownBy(() -> store.put(KEY, failingAt(70 << 20), PutCondition.ALWAYS))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasRootCauseMessage("the disk is on fire");
            assertThat(store.stat(KEY)).isEmpty();
        }
        assertThat(uploads()).noneMatch(key -> key.startsWith("failing/"));
    }

    @Test
    void connectionLostInALaterPartLeavesNothingVisible() throws Exception {
        try (CuttingProxy proxy =
                        CuttingProxy.to("127.0.0.1", server.account().endpoint().getPort());
                StorageBackend store = new S3Provider()
                        .open(server.account().through(proxy.port()).config("cut", Map.of()))) {
            proxy.cutAfter(50 << 20);
            assertThatThrownBy(() -> store.put(KEY, ObjectSource.of(new byte[SIZE]), PutCondition.ALWAYS))
                    .isInstanceOf(StorageException.class);
            proxy.cutNoMore();
            assertThat(store.stat(KEY)).isEmpty();
            store.put(KEY, ObjectSource.of(new byte[SIZE]), PutCondition.ALWAYS);
            try (InputStream in = store.read(KEY, new ByteRange(SIZE - 5, 5))) {
                assertThat(in.readAllBytes()).isEqualTo(new byte[5]);
            }
        }
    }

    @Test
    void partsOfWritersThatDiedAreSweptByTheServersClock() throws Exception {
        begin("sweep/packs/old");
        begin("elsewhere/packs/old");
        String live = begin("sweep/packs/live");
        S3Settings settings = S3Settings.of(server.account().config("sweep", Map.of()));
        try (S3Session session = S3Session.open(settings)) {
            new StaleUploads(session, Duration.ofDays(7)).sweepOnce();
            assertThat(uploads()).contains("sweep/packs/old", "sweep/packs/live", "elsewhere/packs/old");

            StaleUploads impatient = new StaleUploads(session, Duration.ofMinutes(-1));
            impatient.live(live);
            impatient.sweepOnce();
            assertThat(uploads())
                    .contains("sweep/packs/live", "elsewhere/packs/old")
                    .doesNotContain("sweep/packs/old");
            impatient.dead(live);
        }
    }

    @Test
    void partsNeverExceedWhatTheProtocolAllows() {
        for (long size : new long[] {1, 64 << 20, 1L << 40, 5L << 40}) {
            long part = MultipartPut.partSize(size);
            assertThat((size + part - 1) / part).isLessThanOrEqualTo(10_000);
            assertThat(part).isBetween(5L << 20, 5L << 30);
        }
    }
}
