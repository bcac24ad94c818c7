package io.kss.spi.tck.storage;

import java.util.Arrays;

/** What a failing medium did to an object. */
public sealed interface Damage {

    /**
     * One bit is wrong.
     *
     * @param bit which one, from 0; modulo the object's size
     */
    record BitFlip(long bit) implements Damage {

        @Override
        public byte[] applyTo(byte[] bytes) {
            byte[] damaged = bytes.clone();
            if (damaged.length > 0) {
                int index = (int) Math.floorMod(bit / 8, (long) damaged.length);
                damaged[index] ^= (byte) (1 << (bit % 8));
            }
            return damaged;
        }
    }

    /**
     * The end is missing.
     *
     * @param length how many bytes are left, at most
     */
    record Truncation(int length) implements Damage {

        @Override
        public byte[] applyTo(byte[] bytes) {
            return Arrays.copyOf(bytes, Math.min(bytes.length, length));
        }
    }

    /** A damaged copy. */
    byte[] applyTo(byte[] bytes);
}
