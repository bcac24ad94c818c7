package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of all sorts: what they refuse is told with the reason and the way out. */
class SmbServersTest {

    private static final ObjectKey A = new ObjectKey("a/object");

    private SmbServer server;

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.closeAndDelete();
        }
    }

    private static void put(StorageBackend store, ObjectKey key, int size) throws StorageException {
        store.put(key, ObjectSource.of(new byte[size]), PutCondition.ALWAYS);
    }

    private static byte[] read(StorageBackend store, ObjectKey key) throws Exception {
        try (InputStream in = store.read(key, ByteRange.ALL)) {
            return in.readAllBytes();
        }
    }

    @Test
    void wrongPasswordIsToldWithoutShowingIt() throws Exception {
        server = SmbServer.start();
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).withPassword("other-Secret-7")))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining("smb://127.0.0.1:" + server.port() + "/kss")
                .hasMessageContaining("refuses the login of user '" + SmbServer.user() + "'")
                .hasMessageNotContaining("other-Secret-7");
    }

    @Test
    void shareThatIsMissingIsNamed() throws Exception {
        server = SmbServer.start();
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).with("share", "backup")))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("no share 'backup'");
    }

    @Test
    void pathThatIsAFileIsNamed() throws Exception {
        server = SmbServer.start();
        Files.writeString(server.share().resolve("file"), "x");
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).with("path", "file")))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("'path' names a file");
    }

    @Test
    void hostThatCannotBeReachedIsATransientFailure() throws Exception {
        server = SmbServer.start();
        int nobodyThere;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobodyThere = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).with("port", nobodyThere)))
                .isInstanceOf(TransientStorageException.class)
                .hasMessageContaining("no connection to port " + nobodyThere);
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).with("host", "no-such-host.invalid")))
                .isInstanceOf(TransientStorageException.class)
                .hasMessageContaining("no host is known by the name 'no-such-host.invalid'");
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Stores.open(Stores.settings(server)
                            .with("port", silent.getLocalPort())
                            .with("connect-timeout", 1)
                            .with("timeout", 2)))
                    .isInstanceOf(TransientStorageException.class)
                    .hasMessageContaining("within");
        }
    }

    @Test
    void guestUsesAGuestShareAndNoOther() throws Exception {
        server = SmbServer.start();
        Path folder = Files.createDirectory(server.folder().resolve("guest"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        server.addShare("guest", "path = " + folder + "\nread only = no\nguest ok = yes");
        try (StorageBackend store =
                Stores.open(Stores.settings(server).asGuest().with("share", "guest"))) {
            put(store, A, 100_000);
            assertThat(read(store, A)).hasSize(100_000);
        }
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).asGuest()))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining("of a guest");
    }

    @Test
    void readOnlyShareCanBeReadAndRefusesPuts() throws Exception {
        server = SmbServer.start();
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            put(store, A, 1000);
        }
        server.addShare("frozen", "path = " + server.share() + "\nread only = yes");
        try (StorageBackend store = Stores.open(Stores.settings(server).with("share", "frozen"))) {
            assertThat(store.list("")).containsExactly(new ObjectInfo(A, 1000));
            assertThat(read(store, A)).hasSize(1000);
            for (PutCondition condition : PutCondition.values()) {
                assertThatThrownBy(() -> store.put(new ObjectKey("b"), ObjectSource.of(new byte[1]), condition))
                        .isInstanceOf(AccessDeniedStorageException.class)
                        .hasMessageContaining("may write to the share");
            }
            assertThatThrownBy(() -> store.delete(A)).isInstanceOf(AccessDeniedStorageException.class);
            assertThat(read(store, A)).hasSize(1000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shareThatDemandsEncryptionIsToldFromOneThatDeniesAccess(boolean everywhere) throws Exception {
        server = SmbServer.start(everywhere ? "server smb encrypt = required" : "");
        server.addShare("locked", "path = " + server.share() + "\nread only = no\nsmb encrypt = required");
        server.addShare("others", "path = " + server.share() + "\nread only = no\nvalid users = somebody-else");
        assertThatThrownBy(() -> Stores.open(Stores.settings(server).with("share", "locked")))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining("demands SMB3 encryption")
                .hasMessageContaining("sftp");
        if (!everywhere) {
            assertThatThrownBy(() -> Stores.open(Stores.settings(server).with("share", "others")))
                    .isInstanceOf(AccessDeniedStorageException.class)
                    .hasMessageNotContaining("encryption");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMB2_02", "SMB2_10", "SMB3_00", "SMB3_02", "SMB3_11"})
    void everyDialectFromSmb202OnWorks(String dialect) throws Exception {
        server = SmbServer.start("server max protocol = " + dialect + "\nserver signing = mandatory");
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            put(store, A, 300_000);
            store.put(new ObjectKey("b"), ObjectSource.of(new byte[5]), PutCondition.IF_ABSENT);
            assertThat(read(store, A)).hasSize(300_000);
            assertThat(store.list("").map(ObjectInfo::size)).containsExactlyInAnyOrder(300_000L, 5L);
        }
    }

    @Test
    void serverOfSmb1AloneIsRefused() throws Exception {
        server = SmbServer.start("server min protocol = NT1\nserver max protocol = NT1");
        assertThatThrownBy(() -> Stores.open(Stores.settings(server))).isInstanceOf(StorageException.class);
    }

    @Test
    void fullShareIsToldAndNothingIsLost() throws Exception {
        assumeTrue(SmbServer.user().equals("root"), "only root can mount a small file system to be full");
        server = SmbServer.start();
        Path small = Files.createDirectory(server.folder().resolve("small"));
        mount("mount", "-t", "tmpfs", "-o", "size=6m", "kss-test", small.toString());
        try {
            server.addShare("small", "path = " + small + "\nread only = no");
            try (StorageBackend store = Stores.open(Stores.settings(server).with("share", "small"))) {
                put(store, A, 2 << 20);
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> put(store, new ObjectKey("large"), 8 << 20))
                            .isInstanceOf(StoreFullException.class)
                            .hasMessageContaining("full");
                }
                assertThat(store.list("")).containsExactly(new ObjectInfo(A, 2 << 20));
                assertThat(store.space())
                        .hasValueSatisfying(space -> assertThat(space.total()).isEqualTo(6 << 20));
                put(store, new ObjectKey("fits"), 2 << 20);
            }
        } finally {
            server.close();
            mount("umount", small.toString());
        }
    }

    private static void mount(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }
}
