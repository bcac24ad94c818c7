package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.kss.core.chunk.Encoding;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressionTest {

    private final AdaptiveLevel level = new AdaptiveLevel();

    @Test
    void levelRisesWhilePacksPileUpAndFallsWhileTheStoreIsIdle() {
        for (int i = 0; i < 3 * AdaptiveLevel.PATIENCE; i++) {
            level.packReady(5, 4);
        }
        assertThat(level.current()).isEqualTo(AdaptiveLevel.HARDEST);
        for (int i = 0; i < 20; i++) {
            level.packReady(1, 4);
        }
        assertThat(level.current()).isEqualTo(AdaptiveLevel.FASTEST);
    }

    @Test
    void storeThatTakesBreathNowAndThenIsNotSlow() {
        for (int i = 0; i < 10 * AdaptiveLevel.PATIENCE; i++) {
            level.packReady(i % AdaptiveLevel.PATIENCE == 0 ? 4 : 5, 4);
        }
        assertThat(level.current()).isEqualTo(AdaptiveLevel.FIRST);
    }

    @Test
    void levelReturnsAtOnceFromItsFastest() {
        for (int i = 0; i < 20; i++) {
            level.packReady(1, 4);
        }
        for (int i = AdaptiveLevel.FASTEST; i < AdaptiveLevel.FIRST; i++) {
            level.packReady(5, 4);
        }
        assertThat(level.current()).isEqualTo(AdaptiveLevel.FIRST);
    }

    @Test
    void levelStaysWhileBothAreBusy() {
        for (int onTheirWay = 2; onTheirWay <= 4; onTheirWay++) {
            level.packReady(onTheirWay, 4);
        }
        assertThat(level.current()).isEqualTo(AdaptiveLevel.FIRST);
    }

    @Test
    void noiseIsStoredAsItIs() {
        assertThat(compress(noise(4 << 20)).encoding()).isEqualTo(Encoding.RAW);
        assertThat(compress(noise(64 << 10)).encoding()).isEqualTo(Encoding.RAW);
        assertThat(compress(noise(1)).encoding()).isEqualTo(Encoding.RAW);
    }

    @Test
    void repetitionIsCompressed() {
        for (int length : new int[] {1000, 64 << 10, 4 << 20}) {
            Compressor.Result result = compress(ByteBuffer.allocateDirect(length));
            assertThat(result.encoding()).isEqualTo(Encoding.ZSTD);
            byte[] stored = new byte[result.bytes().remaining()];
            result.bytes().get(stored);
            assertThat(Zstd.decompress(stored, length)).containsOnly(0).hasSize(length);
        }
    }

    @Test
    void chunkThatIsNoiseAtBothEndsIsCompressedForItsMiddle() {
        ByteBuffer mixed = noise(4 << 20);
        for (int at = 1 << 20; at < 3 << 20; at++) {
            mixed.put(at, (byte) 0);
        }
        Compressor.Result result = compress(mixed);
        assertThat(result.encoding()).isEqualTo(Encoding.ZSTD);
        assertThat(result.bytes().remaining()).isLessThan(5 << 19);
    }

    private Compressor.Result compress(ByteBuffer plain) {
        try (Compressor compressor = new Compressor(new FixedLevel(1))) {
            return compressor.compress(plain);
        }
    }

    private static ByteBuffer noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return ByteBuffer.allocateDirect(length).put(bytes).flip();
    }
}
