package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.Extent.Content;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the groups of the contract have in common. */
abstract class ImagesGroup {

    static final int GRAIN = DiskImages.GRAIN;

    /** Seventeen grains, of which the last is short. */
    static final long SIZE = 16 * GRAIN + 3 * 512;

    final DiskImagesContract contract;

    ImagesGroup(DiskImagesContract contract) {
        this.contract = contract;
    }

    DiskImages images() throws Exception {
        return contract.images();
    }

    Path file(String name) throws Exception {
        return contract.folder().resolve(name + ".qcow2");
    }

    /** An empty layer that stands on nothing. */
    Path base(String name, long size) throws Exception {
        Path file = file(name);
        images().createLayer(file, size, Optional.empty()).close();
        return file;
    }

    /** A layer full of ones that stands on nothing. */
    Path filledBase(String name) throws Exception {
        Path file = base(name, SIZE);
        contract.guestWrite(file, 0, filled(SIZE, 1));
        return file;
    }

    Path overlay(String name, Path backing) throws Exception {
        Path file = file(name);
        images().createOverlay(file, backing);
        return file;
    }

    static byte[] filled(long length, int value) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static Extent data(long offset, long length) {
        return new Extent(offset, length, Content.DATA);
    }

    static Extent zero(long offset, long length) {
        return new Extent(offset, length, Content.ZERO);
    }

    List<Extent> extents(Path top, Path below) throws Exception {
        try (LayerReader reader = images().openLayer(top, Optional.of(below))) {
            return extents(reader);
        }
    }

    static List<Extent> extents(LayerReader reader) throws Exception {
        try (Stream<Extent> extents = reader.extents()) {
            return extents.toList();
        }
    }

    static byte[] read(LayerReader reader, long offset, long length) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
        reader.read(offset, buffer);
        assertThat(buffer.remaining()).isZero();
        return buffer.array();
    }

    /** What a guest would read in a file that nobody writes to. */
    byte[] content(Path top) throws Exception {
        try (LayerReader reader = images().openLayer(top, Optional.empty())) {
            return read(reader, 0, reader.size());
        }
    }

    static void write(LayerWriter writer, long offset, byte[] bytes) throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        writer.write(offset, buffer);
        assertThat(buffer.remaining()).isZero();
    }

    /** The content of a disk after what a layer says was put on top of what is known. */
    static byte[] apply(LayerReader reader, byte[] below) throws Exception {
        byte[] result = Arrays.copyOf(below, Math.toIntExact(reader.size()));
        for (Extent extent : extents(reader)) {
            byte[] bytes = extent.content() == Content.ZERO
                    ? filled(extent.length(), 0)
                    : read(reader, extent.offset(), extent.length());
            System.arraycopy(bytes, 0, result, (int) extent.offset(), bytes.length);
        }
        return result;
    }

    static void assertWellFormed(List<Extent> extents, long size) {
        Extent last = null;
        for (Extent extent : extents) {
            assertThat(extent.offset() % GRAIN).as("start of %s", extent).isZero();
            assertThat(extent.end() == size || extent.end() % GRAIN == 0)
                    .as("%s ends on a grain or with the disk of %d", extent, size)
                    .isTrue();
            assertThat(extent.end()).as("end of %s", extent).isLessThanOrEqualTo(size);
            if (last != null) {
                assertThat(extent.offset()).as("%s after %s", extent, last).isGreaterThanOrEqualTo(last.end());
                assertThat(extent.offset() == last.end() && extent.content() == last.content())
                        .as("%s could be joined to %s", extent, last)
                        .isFalse();
            }
            last = extent;
        }
    }
}
