package io.kss.core.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kss.core.chunk.ChunkId;
import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.spi.hypervisor.Consistency;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {

    private static final int TABLES = 13 + 41 + 13 + 2 * 49 + 13 + 32;

    private final Random random = new Random(7);

    @Test
    void whatIsEncodedComesBack() throws KssException {
        Manifest manifest = manifest(disk("vda", 16 << 20, regions()), disk("vdb", 100_000, List.of()));
        assertThat(ManifestCodec.decode(ManifestCodec.encode(manifest), "m")).isEqualTo(manifest);
    }

    @Test
    void firstSnapshotHasNoParent() throws KssException {
        Manifest manifest = manifest();
        Manifest first = new Manifest(
                manifest.vm(),
                manifest.snapshot(),
                Optional.empty(),
                manifest.host(),
                manifest.time(),
                Consistency.CRASH,
                List.of(),
                List.of(),
                List.of());
        assertThat(ManifestCodec.decode(ManifestCodec.encode(first), "m")).isEqualTo(first);
    }

    @Test
    void diskOfTwoTebibytesFullyAllocatedFits() throws KssException {
        long size = 2L << 40;
        List<Region> regions = new ArrayList<>();
        for (int index = 0; index < size / Grains.REGION_SIZE; index++) {
            regions.add(new Region(index, 0, List.of(new Piece(chunk(), -1, -1))));
        }
        Manifest manifest = manifest(disk("vda", size, regions));
        byte[] stored = ManifestCodec.encode(manifest);
        assertThat(stored.length).isLessThan(28 << 20);
        Manifest read = ManifestCodec.decode(stored, "m");
        assertThat(read.disks().get(0).dataBytes()).isEqualTo(size);
        assertThat(read).isEqualTo(manifest);
    }

    @Test
    void tablesOfEveryWrongLengthAreRefused() throws KssException {
        byte[] payload = payload(manifest(disk("vda", 16 << 20, regions())));
        for (int cut = 1; cut <= TABLES; cut++) {
            assertDamaged(Arrays.copyOf(payload, payload.length - cut));
        }
        assertDamaged(Arrays.copyOf(payload, payload.length + 1));
    }

    @Test
    void everyChangedHeaderByteIsRefusedOrMeansSomethingElse() throws KssException {
        Manifest manifest = manifest(disk("vda", 16 << 20, regions()));
        byte[] payload = payload(manifest);
        for (int position = 0; position < payload.length - TABLES; position++) {
            byte[] changed = payload.clone();
            changed[position] ^= 0x11;
            try {
                Manifest read = ManifestCodec.decode(Envelope.wrap(ObjectType.MANIFEST, changed), "m");
                assertThat(read).isNotEqualTo(manifest);
            } catch (KssException e) {
                assertThat(e.reason()).isIn(Reason.DAMAGED, Reason.NEWER_FORMAT);
            }
        }
    }

    @Test
    void newerFormatIsNotCalledDamage() throws KssException {
        byte[] payload = payload(manifest());
        String text = new String(payload, StandardCharsets.ISO_8859_1).replace("\"format\":1", "\"format\":2");
        assertRefused(text.getBytes(StandardCharsets.ISO_8859_1), Reason.NEWER_FORMAT);
    }

    @Test
    void grainsBeyondTheEndOfTheDiskAreRefused() {
        Region third = new Region(0, 4, List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManifestCodec.encode(manifest(disk("vda", 2 * Grains.SIZE, List.of(third)))))
                .withMessageContaining("vda");
    }

    @Test
    void twoDisksOfOneNameAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManifestCodec.encode(manifest(disk("vda", 1, List.of()), disk("vda", 1, List.of()))))
                .withMessageContaining("vda");
    }

    @Test
    void regionCountBeyondTheTableIsRefusedBeforeMemoryIsTaken() throws KssException {
        String header = new String(payload(manifest(disk("vda", 16 << 20, List.of()))), StandardCharsets.ISO_8859_1)
                .substring(4)
                .replace("\"regions\":0", "\"regions\":2147483647");
        String json = header.substring(0, header.lastIndexOf('}') + 1);
        ByteBuffer payload = ByteBuffer.allocate(4 + json.length())
                .putInt(json.length())
                .put(json.getBytes(StandardCharsets.ISO_8859_1));
        assertDamaged(payload.array());
    }

    private static void assertDamaged(byte[] payload) {
        assertRefused(payload, Reason.DAMAGED);
    }

    private static void assertRefused(byte[] payload, Reason reason) {
        byte[] stored = Envelope.wrap(ObjectType.MANIFEST, payload);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> ManifestCodec.decode(stored, "vms/x/manifests/y"))
                .withMessageContaining("vms/x/manifests/y")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private static byte[] payload(Manifest manifest) throws KssException {
        return Envelope.unwrap(ObjectType.MANIFEST, ManifestCodec.encode(manifest), "m");
    }

    private List<Region> regions() {
        return List.of(
                new Region(0, 0, List.of(new Piece(chunk(), 0xff, 0xff))),
                new Region(1, 0xf0, List.of(new Piece(chunk(), 3, 2), new Piece(chunk(), 5, 4))),
                new Region(3, -1, List.of()));
    }

    private ChunkId chunk() {
        return new ChunkId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }

    private DiskLayer disk(String target, long size, List<Region> regions) {
        byte[] id = new byte[16];
        random.nextBytes(id);
        return new DiskLayer(new DiskId(HexFormat.of().formatHex(id)), target, size, regions);
    }

    static Manifest manifest(DiskLayer... disks) {
        return new Manifest(
                new VmId("a".repeat(32)),
                new SnapshotId("b".repeat(32)),
                Optional.of(new SnapshotId("c".repeat(32))),
                new HostIdentity(new HostId("e".repeat(32)), "Schreibtisch \"1\""),
                Instant.parse("2026-05-04T03:02:01.5Z"),
                Consistency.QUIESCED,
                List.of(disks),
                List.of(new LocalOnlyDisk("sda", 1L << 30), new LocalOnlyDisk("vdc", 5)),
                List.of(new Part(Part.DEFINITION, 3, List.of(new ChunkId(1, 2, 3, 4)))));
    }
}
