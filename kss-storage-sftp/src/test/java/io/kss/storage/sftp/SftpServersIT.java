package io.kss.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that can do less than usual, or are in a bad way. */
class SftpServersIT {

    private static void works(SshServer server) throws Exception {
        try (StorageBackend store = Stores.open(server.settings())) {
            Stores.create(store, "a/b", Stores.bytes(1, 700_000));
            Stores.put(store, "a/b", Stores.bytes(2, 800_000));
            assertThat(Stores.read(store, "a/b")).isEqualTo(Stores.bytes(2, 800_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hardlink", "posix-rename"})
    void serverThatCannotCreateExclusivelyIsRefusedBeforeAnythingIsStored(String missing) throws Exception {
        try (SshServer server = SshServer.start("internal-sftp -P " + missing, "");
                StorageBackend store = Stores.open(server.settings())) {
            assertThatThrownBy(() -> Stores.create(store, "a", Stores.bytes(1, 10)))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("can't create exclusively")
                    .hasMessageContaining(missing)
                    .hasMessageContaining("another type of store");
            assertThatThrownBy(() -> Stores.put(store, "a", Stores.bytes(1, 10)))
                    .hasMessageContaining("can't create exclusively");
            assertThat(store.stat(Stores.key("a"))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "statvfs", "limits", "fsync,statvfs,limits,copy-data,expand-path"})
    void serverWithoutOtherExtensionsWorks(String missing) throws Exception {
        try (SshServer server = SshServer.start("internal-sftp -P " + missing, "")) {
            works(server);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ciphers aes128-gcm@openssh.com",
                "Ciphers aes256-gcm@openssh.com",
                "Ciphers aes128-ctr\nMACs hmac-sha2-256-etm@openssh.com",
                "Ciphers aes128-ctr\nMACs hmac-sha2-512-etm@openssh.com",
                "Ciphers aes256-ctr\nMACs hmac-sha2-256",
                "Ciphers aes256-ctr\nMACs hmac-sha2-512",
                "KexAlgorithms ecdh-sha2-nistp256",
                "KexAlgorithms diffie-hellman-group-exchange-sha256",
                "KexAlgorithms diffie-hellman-group16-sha512",
                "RekeyLimit 256K",
                "MaxSessions 1",
            })
    void algorithmsAndLimitsOfServersAreTaken(String option) throws Exception {
        try (SshServer server = SshServer.start("internal-sftp", option)) {
            works(server);
        }
    }

    @Test
    void serverWithoutAnySafeAlgorithmIsRefusedForGood() throws Exception {
        try (SshServer server = SshServer.start("internal-sftp", "Ciphers aes128-cbc")) {
            assertThatThrownBy(() -> Stores.open(server.settings()))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("aes128-cbc");
        }
    }

    @Test
    void manyStreamsCanBeOpenAtOnceEvenWithFewSessions() throws Exception {
        try (SshServer server = SshServer.start("internal-sftp", "MaxSessions 2");
                StorageBackend store = Stores.open(Stores.with(server.settings(), "connections", "2"))) {
            Stores.put(store, "a", Stores.bytes(1, 3_000_000));
            List<InputStream> streams = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                streams.add(store.read(Stores.key("a"), new ByteRange(i, 2_000_000)));
            }
            for (InputStream stream : streams) {
                assertThat(stream.readAllBytes()).hasSize(2_000_000);
                stream.close();
            }
        }
    }

    @Test
    void serverWithoutSftpIsNamedAsSuch() throws Exception {
        try (SshServer server = SshServer.start("/bin/false", "")) {
            assertThatThrownBy(() -> Stores.open(server.settings()))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("offers no SFTP");
        }
    }

    @Test
    void readOnlyStoreCanBeReadAndNotWritten() throws Exception {
        try (SshServer server = SshServer.start()) {
            works(server);
            try (SshServer readOnly = SshServer.start("internal-sftp -R", "");
                    StorageBackend store = Stores.open(Stores.with(
                            readOnly.settings(), "path", server.store().toString()))) {
                assertThat(Stores.read(store, "a/b")).isEqualTo(Stores.bytes(2, 800_000));
                assertThatThrownBy(() -> Stores.create(store, "c", Stores.bytes(1, 10)))
                        .isInstanceOf(AccessDeniedStorageException.class);
                assertThatThrownBy(() -> store.delete(Stores.key("a/b")))
                        .isInstanceOf(AccessDeniedStorageException.class);
            }
        }
    }

    @Test
    void missingFolderIsNotCreatedAndTheErrorSaysHow() throws Exception {
        try (SshServer server = SshServer.start()) {
            Path missing = server.store().resolve("not/there");
            assertThatThrownBy(() -> Stores.open(Stores.with(server.settings(), "path", missing.toString())))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("no such folder")
                    .hasMessageContaining("mkdir -p '" + missing + "'");
            Path file = Files.createFile(server.store().resolve("file"));
            assertThatThrownBy(() -> Stores.open(Stores.with(server.settings(), "path", file.toString())))
                    .hasMessageContaining("a file, not a folder");
            assertThat(server.store().resolve("not")).doesNotExist();
        }
    }

    @Test
    void fullDiskIsNamedAndLeavesNothing() throws Exception {
        try (SshServer server = SshServer.start()) {
            Process mount = new ProcessBuilder(
                            "mount",
                            "-t",
                            "tmpfs",
                            "-o",
                            "size=24m",
                            "kss-test",
                            server.store().toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(mount.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            boolean mounted = mount.waitFor() == 0;
            if (!mounted) {
                System.getLogger(SftpServersIT.class.getName())
                        .log(System.Logger.Level.WARNING, "skipped: no small file system can be mounted: {0}", output);
            }
            assumeTrue(mounted, "no small file system can be mounted");
            try (StorageBackend store = Stores.open(server.settings())) {
                Stores.put(store, "small", Stores.bytes(1, 1 << 20));
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> Stores.put(store, "large", Stores.bytes(1, 32 << 20)))
                            .isInstanceOf(StoreFullException.class)
                            .hasMessageContaining("no room");
                }
                assertThat(store.stat(Stores.key("large"))).isEmpty();
                Stores.put(store, "medium", Stores.bytes(1, 20 << 20));
                assertThat(Stores.read(store, "small")).isEqualTo(Stores.bytes(1, 1 << 20));
                assertThat(store.space()).hasValueSatisfying(space -> {
                    assertThat(space.total()).isEqualTo(24L << 20);
                    assertThat(space.free()).isLessThan(4L << 20);
                });
            } finally {
                server.run("umount", server.store().toString());
            }
        }
    }

    @Test
    void stagingFilesOfDeadWritersAreSweptAndYoungOnesAreNot() throws Exception {
        try (SshServer server = SshServer.start()) {
            works(server);
            Path staging = server.store().resolve(".staging");
            try (Stream<Path> left = Files.list(staging)) {
                assertThat(left).isEmpty();
            }
            Path old = Files.writeString(staging.resolve("put-old"), "x");
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(TimeUnit.HOURS.toSeconds(25))));
            Path young = Files.writeString(staging.resolve("put-young"), "x");
            Files.setLastModifiedTime(young, FileTime.from(Instant.now().minusSeconds(TimeUnit.HOURS.toSeconds(23))));
            try (StorageBackend store = Stores.open(server.settings())) {
                Stores.put(store, "c", Stores.bytes(1, 10));
            }
            assertThat(old).doesNotExist();
            assertThat(young).exists();
        }
    }
}
