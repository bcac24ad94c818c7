package io.kss.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private final byte[] payload = new byte[5000];

    @Test
    void whatIsWrappedComesBack() throws KssException {
        new Random(1).nextBytes(payload);
        assertThat(Envelope.unwrap(ObjectType.MANIFEST, Envelope.wrap(ObjectType.MANIFEST, payload), "m"))
                .isEqualTo(payload);
    }

    @Test
    void repetitivePayloadIsStoredSmaller() throws KssException {
        byte[] stored = Envelope.wrap(ObjectType.MANIFEST, payload);
        assertThat(stored).hasSizeLessThan(200);
        assertThat(Envelope.unwrap(ObjectType.MANIFEST, stored, "m")).isEqualTo(payload);
    }

    @Test
    void everyFlippedBitAndEveryCutIsFound() {
        byte[] stored = Envelope.wrap(ObjectType.NAME, "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (int bit = 0; bit < stored.length * 8; bit++) {
            byte[] flipped = stored.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(flipped, ObjectType.NAME, Reason.DAMAGED);
        }
        for (int length = 0; length < stored.length; length++) {
            assertRefused(Arrays.copyOf(stored, length), ObjectType.NAME, Reason.DAMAGED);
        }
    }

    @Test
    void objectOfAnotherKindIsRefused() {
        assertRefused(Envelope.wrap(ObjectType.NAME, payload), ObjectType.MANIFEST, Reason.DAMAGED);
    }

    private static void assertRefused(byte[] stored, ObjectType type, Reason reason) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> Envelope.unwrap(type, stored, "names/x"))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .withMessageContaining("names/x");
    }
}
