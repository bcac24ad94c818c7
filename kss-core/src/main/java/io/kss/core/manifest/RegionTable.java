package io.kss.core.manifest;

import io.kss.core.chunk.ChunkId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary tables of a manifest, big-endian. A region: 4 bytes index, 8 bytes zero mask, 1 byte number of pieces, and
 * each piece: 1 byte flags (1: the used mask follows; otherwise all grains of the chunk are used), 32 bytes chunk id, 8
 * bytes mask, and where the flag says so 8 bytes used mask.
 */
final class RegionTable {

    private static final int REGION = Integer.BYTES + Long.BYTES + 1;
    private static final int PIECE = 1 + ChunkId.LENGTH + Long.BYTES;
    private static final byte PARTLY_USED = 1;

    private RegionTable() {}

    static long size(Manifest manifest) {
        long size = 0;
        for (DiskLayer disk : manifest.disks()) {
            for (Region region : disk.regions()) {
                size += REGION;
                for (Piece piece : region.pieces()) {
                    size += PIECE + (piece.used() == piece.mask() ? 0 : Long.BYTES);
                }
            }
        }
        for (Part part : manifest.parts()) {
            size += (long) part.chunks().size() * ChunkId.LENGTH;
        }
        return size;
    }

    static void write(List<Region> regions, ByteBuffer target) {
        for (Region region : regions) {
            target.putInt(region.index()).putLong(region.zero());
            target.put((byte) region.pieces().size());
            for (Piece piece : region.pieces()) {
                boolean whole = piece.used() == piece.mask();
                target.put(whole ? 0 : PARTLY_USED);
                piece.chunk().write(target);
                target.putLong(piece.mask());
                if (!whole) {
                    target.putLong(piece.used());
                }
            }
        }
    }

    static List<Region> read(ByteBuffer source, long count) {
        requireRoom(source, count, REGION);
        List<Region> regions = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            int index = source.getInt();
            long zero = source.getLong();
            regions.add(new Region(index, zero, pieces(source, source.get())));
        }
        return regions;
    }

    static List<ChunkId> chunks(ByteBuffer source, long count) {
        requireRoom(source, count, ChunkId.LENGTH);
        List<ChunkId> chunks = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) {
            chunks.add(ChunkId.read(source));
        }
        return chunks;
    }

    private static List<Piece> pieces(ByteBuffer source, byte count) {
        if (count < 0 || count > Grains.PER_REGION) {
            throw new IllegalArgumentException("a region has " + count + " pieces");
        }
        if (count == 1) {
            return List.of(piece(source));
        }
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pieces.add(piece(source));
        }
        return pieces;
    }

    private static Piece piece(ByteBuffer source) {
        byte flags = source.get();
        if (flags != 0 && flags != PARTLY_USED) {
            throw new IllegalArgumentException("a piece has the flags " + flags);
        }
        ChunkId chunk = ChunkId.read(source);
        long mask = source.getLong();
        return new Piece(chunk, mask, flags == 0 ? mask : source.getLong());
    }

    private static void requireRoom(ByteBuffer source, long count, int each) {
        if (count > source.remaining() / each) {
            throw new BufferUnderflowException();
        }
    }
}
