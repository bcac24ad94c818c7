package io.kss.spi.tck.storage;

import io.kss.spi.storage.ObjectSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A source that stops as soon as its process is dead, so that nothing a dead process was sending is completed. */
final class DyingSource implements ObjectSource {

    private final ObjectSource source;
    private final Runnable check;

    DyingSource(ObjectSource source, Runnable check) {
        this.source = source;
        this.check = check;
    }

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(source.open()) {
            @Override
            public int read() throws IOException {
                check.run();
                return super.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                check.run();
                return super.read(target, offset, length);
            }
        };
    }
}
