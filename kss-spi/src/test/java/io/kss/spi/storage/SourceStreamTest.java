package io.kss.spi.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.junit.jupiter.api.Test;

class SourceStreamTest {

    @Test
    void yieldsExactlyTheAnnouncedBytes() throws IOException {
        byte[] bytes = {1, 2, -3, 0};
        try (SourceStream in = SourceStream.open(ObjectSource.of(bytes))) {
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.readAllBytes()).containsExactly(2, -3, 0);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.failure()).isEmpty();
        }
        try (SourceStream in = SourceStream.open(ObjectSource.of(new byte[0]))) {
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void tooFewBytesAreAFailureOfTheSource() throws IOException {
        try (SourceStream in = SourceStream.open(source(4, new byte[3]))) {
            assertThat(in.readNBytes(3)).hasSize(3);
            assertThatThrownBy(in::read)
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("announced 4 bytes and ended after 3");
            assertThat(in.failure()).isPresent();
        }
    }

    @Test
    void tooManyBytesAreNoticedBeforeTheLastOneIsHandedOut() throws IOException {
        try (SourceStream in = SourceStream.open(source(3, new byte[4]))) {
            assertThat(in.readNBytes(2)).hasSize(2);
            assertThatThrownBy(in::read)
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("announced 3 bytes and yields more");
            assertThatThrownBy(in::read).isSameAs(in.failure().orElseThrow());
        }
        try (SourceStream in = SourceStream.open(source(0, new byte[1]))) {
            assertThatThrownBy(in::read).isExactlyInstanceOf(StorageException.class);
        }
    }

    @Test
    void failureToOpenIsAFailureOfTheSource() {
        IOException gone = new IOException("gone");
        ObjectSource source = new ObjectSource() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public InputStream open() throws IOException {
                throw gone;
            }
        };
        assertThatThrownBy(() -> SourceStream.open(source))
                .isExactlyInstanceOf(StorageException.class)
                .hasCause(gone);
    }

    @Test
    void interruptedSourceIsTransientAndKeepsTheFlag() throws IOException {
        InputStream interrupted = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new InterruptedIOException();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                throw new InterruptedIOException();
            }
        };
        ObjectSource source = source(1, interrupted);
        try (SourceStream in = SourceStream.open(source)) {
            assertThatThrownBy(in::read).isInstanceOf(TransientStorageException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static ObjectSource source(long announced, byte[] bytes) {
        return source(announced, new ByteArrayInputStream(bytes));
    }

    private static ObjectSource source(long announced, InputStream in) {
        return new ObjectSource() {
            @Override
            public long length() {
                return announced;
            }

            @Override
            public InputStream open() {
                return in;
            }
        };
    }
}
