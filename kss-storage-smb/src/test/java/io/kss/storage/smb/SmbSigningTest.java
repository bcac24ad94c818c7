package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bit that changes on the wire is noticed, both ways, with both algorithms of signing. */
class SmbSigningTest {

    private static final ObjectKey A = new ObjectKey("a");

    @ParameterizedTest
    @ValueSource(strings = {"SMB2_10", "SMB3_11"})
    void changedBitReachesNeitherReaderNorStore(String dialect) throws Exception {
        SmbServer server = SmbServer.start("server max protocol = " + dialect);
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        try (FlippingProxy proxy = FlippingProxy.to(server.port());
                StorageBackend store = Stores.open(Stores.settings(server).with("port", proxy.port()))) {
            proxy.flipTowardsServer();
            assertThatThrownBy(() -> store.put(A, ObjectSource.of(bytes), PutCondition.ALWAYS))
                    .isInstanceOf(StorageException.class);
            assertThat(proxy.flips()).isEqualTo(1);
            assertThat(store.stat(A)).isEmpty();

            store.put(A, ObjectSource.of(bytes), PutCondition.ALWAYS);
            proxy.flipTowardsClient();
            assertThatThrownBy(() -> {
                        try (InputStream in = store.read(A, ByteRange.ALL)) {
                            in.readAllBytes();
                        }
                    })
                    .isInstanceOf(StorageException.class);
            assertThat(proxy.flips()).isEqualTo(2);
            try (InputStream in = store.read(A, ByteRange.ALL)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        } finally {
            server.closeAndDelete();
        }
    }
}
