package io.kss.core.transfer;

import io.kss.spi.storage.ObjectSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/** Tells how many bytes were taken from a source. */
record CountingSource(ObjectSource source, LongConsumer counter) implements ObjectSource {

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(source.open()) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                if (one >= 0) {
                    counter.accept(1);
                }
                return one;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = super.read(target, offset, length);
                if (count > 0) {
                    counter.accept(count);
                }
                return count;
            }
        };
    }
}
