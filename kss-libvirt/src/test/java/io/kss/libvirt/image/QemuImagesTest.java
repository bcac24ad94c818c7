package io.kss.libvirt.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.Extent.Content;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuImagesTest {

    private static final long MIB = 1024 * 1024;

    @TempDir
    Path folder;

    private final DiskImages images = new QemuImages();

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Path qcow2(String name, String... options) {
        Path file = file(name);
        List<String> arguments = new ArrayList<>(List.of("create", "-q", "-f", "qcow2"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(file.toString(), "16M"));
        Qemu.img(arguments.toArray(String[]::new));
        return file;
    }

    private static void assertRefused(Reason reason, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HypervisorException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void overlayNamesItsBackingFileRelativelyAndWithFormat() throws Exception {
        Path base = qcow2("base.qcow2");
        Path overlay = file("overlay.qcow2");
        images.createOverlay(overlay, base);
        assertThat(Qemu.run("qemu-img", List.of("info", overlay.toString())))
                .contains("backing file: base.qcow2 (actual path: " + base + ")")
                .contains("backing file format: qcow2");
        assertThat(images.chain(overlay)).extracting(ImageInfo::file).containsExactly(overlay, base);
        assertThat(images.info(overlay).virtualSize()).isEqualTo(16 * MIB);
        assertThat(images.holdsData(overlay)).isFalse();
    }

    @Test
    void overlayOfARawDiskWithAnOddSizeIsAsLargeAsQemuSeesIt() throws Exception {
        Path base = file("base.raw");
        Files.write(base, new byte[100_000]);
        Path overlay = file("odd:name, with \"everything\".qcow2");
        images.createOverlay(overlay, base);
        assertThat(images.info(overlay).virtualSize()).isEqualTo(100_352);
        assertThat(images.chain(overlay)).extracting(ImageInfo::format).containsExactly("qcow2", "raw");
        Path next = file("next.qcow2");
        images.createOverlay(next, overlay);
        Qemu.io(next, "read -P 0 0 100352");
        try (LayerReader reader = images.openLayer(next, Optional.of(base))) {
            assertThat(extents(reader)).isEmpty();
        }
    }

    @Test
    void overlayNeverReplacesAFile() throws Exception {
        Path base = qcow2("base.qcow2");
        Path overlay = file("overlay.qcow2");
        Files.writeString(overlay, "precious");
        assertRefused(Reason.FAILED, "overlay.qcow2", () -> images.createOverlay(overlay, base));
        assertThat(overlay).hasContent("precious");
        assertThat(images.list(folder)).containsExactly(base, overlay);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void explicitZeroesCountAsDataHeld() throws Exception {
        Path overlay = file("overlay.qcow2");
        images.createOverlay(overlay, qcow2("base.qcow2"));
        Qemu.io(overlay, "write -z -u 1M 64k");
        assertThat(images.holdsData(overlay)).isTrue();
    }

    @Test
    void missingBackingFileIsNamed() throws Exception {
        Path base = qcow2("base.qcow2");
        Path overlay = file("overlay.qcow2");
        images.createOverlay(overlay, base);
        images.delete(base);
        assertRefused(Reason.MISSING, "base.qcow2", () -> images.chain(overlay));
        assertThat(images.info(overlay).backing()).contains(base);
        images.delete(base);
    }

    @Test
    void loopIsRefused() throws Exception {
        Path one = qcow2("one.qcow2");
        Path two = file("two.qcow2");
        images.createOverlay(two, one);
        Qemu.img("rebase", "-u", "-F", "qcow2", "-b", "two.qcow2", one.toString());
        assertRefused(Reason.DAMAGED, "stands on itself", () -> images.chain(two));
    }

    @Test
    void backingFileWithoutFormatIsRefused() throws Exception {
        qcow2("base.qcow2");
        Path overlay = qcow2("overlay.qcow2", "-u", "-F", "qcow2", "-b", "base.qcow2");
        eraseBackingFormat(overlay);
        assertRefused(Reason.UNSUPPORTED, "does not say of which format", () -> images.chain(overlay));
    }

    /** QEMU itself no longer writes such files; older ones did. */
    private static void eraseBackingFormat(Path overlay) throws Exception {
        try (RandomAccessFile access = new RandomAccessFile(overlay.toFile(), "rw")) {
            for (int at = 104; at < 1000; at += 8) {
                access.seek(at);
                if (access.readInt() == 0xE2792ACA) {
                    access.seek(at);
                    access.writeInt(0x0badcafe);
                    return;
                }
            }
        }
        throw new AssertionError("no backing format in " + overlay);
    }

    @Test
    void backingFileThatIsNoPlainFileIsRefused() throws Exception {
        for (String name : List.of("nbd://localhost/x", "json:{\"driver\":\"null-co\"}", "file:base.qcow2")) {
            Path overlay = qcow2("overlay.qcow2", "-u", "-F", "qcow2", "-b", name);
            assertRefused(Reason.UNSUPPORTED, "not the plain name of a file", () -> images.chain(overlay));
        }
    }

    @Test
    void featuresThatCannotBeCarriedAreRefusedByName() throws Exception {
        Path withSnapshot = qcow2("snapshot.qcow2");
        Qemu.img("snapshot", "-c", "one", withSnapshot.toString());
        assertRefused(Reason.UNSUPPORTED, "internal snapshots", () -> images.chain(withSnapshot));
        Path external = qcow2("external.qcow2", "-o", "data_file=" + file("data.raw"));
        assertRefused(Reason.UNSUPPORTED, "data in another file", () -> images.chain(external));
        Path encrypted = qcow2("encrypted.qcow2");
        try (RandomAccessFile access = new RandomAccessFile(encrypted.toFile(), "rw")) {
            access.seek(32);
            access.writeInt(2);
        }
        assertRefused(Reason.UNSUPPORTED, "encrypted", () -> images.chain(encrypted));
        Path foreign = file("foreign.img");
        Qemu.img("create", "-q", "-f", "vmdk", foreign.toString(), "1M");
        assertRefused(Reason.UNSUPPORTED, "VMDK", () -> images.info(foreign));
        Path vdi = file("vdi.img");
        Qemu.img("create", "-q", "-f", "vdi", vdi.toString(), "1M");
        assertRefused(Reason.UNSUPPORTED, "VDI", () -> images.info(vdi));
    }

    @Test
    void cutOffHeaderIsDamage() throws Exception {
        Path image = qcow2("image.qcow2");
        try (RandomAccessFile access = new RandomAccessFile(image.toFile(), "rw")) {
            access.setLength(60);
        }
        assertRefused(Reason.DAMAGED, "cut off", () -> images.info(image));
        assertRefused(Reason.MISSING, "gone.qcow2", () -> images.info(file("gone.qcow2")));
    }

    @Test
    void damagedTablesAreAnErrorThatNamesTheImage() throws Exception {
        Path image = qcow2("image.qcow2");
        Qemu.io(image, "write -P 1 0 4M");
        try (RandomAccessFile access = new RandomAccessFile(image.toFile(), "rw")) {
            access.seek(40);
            access.writeLong(3);
        }
        assertRefused(Reason.DAMAGED, "image.qcow2", () -> {
            try (LayerReader reader = images.openLayer(image, Optional.empty())) {
                extents(reader);
            }
        });
    }

    @Test
    void guestCannotMakeARawDiskLookLikeAChain() throws Exception {
        Path secret = file("secret");
        Files.writeString(secret, "secret");
        Path raw = qcow2("disk.raw", "-u", "-F", "raw", "-b", secret.toString());
        Path overlay = file("overlay.qcow2");
        Qemu.img("create", "-q", "-f", "qcow2", "-F", "raw", "-b", "disk.raw", overlay.toString());
        assertThat(images.chain(overlay)).extracting(ImageInfo::file).containsExactly(overlay, raw);
    }

    @Test
    void imageBeingWrittenIsInUseAndCannotBeOpened() throws Exception {
        Path base = qcow2("base.qcow2");
        Path image = file("image.qcow2");
        try (LayerWriter writer = images.createLayer(image, 16 * MIB, Optional.of(base))) {
            assertThat(images.inUse(image)).isTrue();
            assertThat(images.inUse(base)).isFalse();
            writer.write(0, ByteBuffer.wrap(new byte[] {1}));
            assertRefused(Reason.IN_USE, "image.qcow2", () -> images.openLayer(image, Optional.empty()));
            assertThat(images.info(image).virtualSize()).isEqualTo(16 * MIB);
            images.createOverlay(file("overlay.qcow2"), image);
            images.holdsData(image);
        }
        assertThat(images.inUse(image)).isFalse();
    }

    @Test
    void layerBelowMustBeInTheChain() throws Exception {
        Path image = qcow2("image.qcow2");
        Path other = qcow2("other.qcow2");
        assertRefused(Reason.DAMAGED, "other.qcow2", () -> images.openLayer(image, Optional.of(other)));
    }

    @Test
    void shorterLayerInBetweenHidesWhatIsBelowIt() throws Exception {
        Path base = qcow2("base.qcow2");
        Qemu.io(base, "write -P 7 0 16M");
        Path shorter = file("shorter.qcow2");
        images.createLayer(shorter, 4 * MIB, Optional.of(base)).close();
        Path top = file("top.qcow2");
        images.createLayer(top, 16 * MIB, Optional.of(shorter)).close();
        try (LayerReader reader = images.openLayer(top, Optional.of(base))) {
            assertThat(extents(reader)).containsExactly(new Extent(4 * MIB, 12 * MIB, Content.ZERO));
        }
        try (LayerReader reader = images.openLayer(top, Optional.of(shorter))) {
            assertThat(extents(reader)).isEmpty();
        }
        try (LayerReader reader = images.openLayer(top, Optional.empty())) {
            assertThat(extents(reader)).containsExactly(new Extent(0, 4 * MIB, Content.DATA));
        }
    }

    @Test
    void sealedFileIsReadOnlyAndKeepsItsFingerprint() throws Exception {
        Path image = qcow2("image.qcow2");
        images.makeReadOnly(image);
        var fingerprint = images.fingerprint(image);
        images.makeReadOnly(image);
        assertThat(images.fingerprint(image)).isEqualTo(fingerprint);
        assertThat(fingerprint.size()).isEqualTo(Files.size(image));
        assertThat(fingerprint.inode()).isEqualTo(Files.getAttribute(image, "unix:ino"));
        assertThat(fingerprint.modified() / 1_000_000)
                .isEqualTo(Files.getLastModifiedTime(image).toMillis());
        assertThat(Files.getAttribute(image, "unix:mode")).isEqualTo(0100444);
        Files.write(file("other"), new byte[3]);
        assertThat(images.fingerprint(file("other"))).isNotEqualTo(fingerprint);
    }

    @Test
    void renameNeverReplaces() throws Exception {
        Path one = qcow2("one.qcow2");
        Path two = qcow2("two.qcow2");
        assertRefused(Reason.FAILED, "two.qcow2", () -> images.rename(one, two));
        assertRefused(Reason.MISSING, "gone", () -> images.rename(file("gone"), file("three.qcow2")));
        images.rename(one, file("three.qcow2"));
        assertThat(images.list(folder)).containsExactly(file("three.qcow2"), two);
        assertThat(images.list(folder.resolve("none"))).isEmpty();
        assertThat(images.freeSpace(folder.resolve("new/deeper"))).isPositive();
    }

    @Test
    void mapOfAnEmptyTwoTebibyteDiskIsShort() throws Exception {
        Path base = file("base.qcow2");
        long size = 2L << 40;
        try (LayerWriter writer = images.createLayer(base, size, Optional.empty())) {
            writer.write(size - 4096, ByteBuffer.wrap("far away".getBytes(StandardCharsets.UTF_8)));
        }
        Path top = file("top.qcow2");
        try (LayerWriter writer = images.createLayer(top, size, Optional.of(base))) {
            writer.zero(size - 65536, 65536);
        }
        try (LayerReader reader = images.openLayer(base, Optional.empty())) {
            assertThat(extents(reader)).containsExactly(new Extent(size - 65536, 65536, Content.DATA));
            ByteBuffer buffer = ByteBuffer.allocate(8);
            reader.read(size - 4096, buffer);
            assertThat(new String(buffer.array(), StandardCharsets.UTF_8)).isEqualTo("far away");
        }
        try (LayerReader reader = images.openLayer(top, Optional.of(base))) {
            assertThat(extents(reader)).containsExactly(new Extent(size - 65536, 65536, Content.ZERO));
        }
    }

    private static List<Extent> extents(LayerReader reader) throws HypervisorException {
        try (Stream<Extent> extents = reader.extents()) {
            return extents.toList();
        } catch (UncheckedIOException e) {
            if (e.getCause().getCause() instanceof HypervisorException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
