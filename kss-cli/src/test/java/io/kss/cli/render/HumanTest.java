package io.kss.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "-5, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "9949, 9.9 kB",
        "9950, 10 kB",
        "65536, 66 kB",
        "999499, 999 kB",
        "999500, 1.0 MB",
        "1200000000, 1.2 GB",
        "4300000000000, 4.3 TB",
        "9223372036854775807, 9.2 EB"
    })
    void bytesHaveTwoOrThreeDigits(long bytes, String text) {
        assertThat(Human.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "200, under 1 s",
        "1000, 1 s",
        "59400, 59 s",
        "60000, 1 min",
        "185000, 3 min 5 s",
        "725000, 12 min",
        "3600000, 1 h",
        "7800000, 2 h 10 min"
    })
    void durationsAreAsPreciseAsTheyAreUseful(long millis, String text) {
        assertThat(Human.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void countsAgreeWithTheirNouns() {
        assertThat(Human.counted(0, "pack")).isEqualTo("0 packs");
        assertThat(Human.counted(1, "pack")).isEqualTo("1 pack");
        assertThat(Human.counted(12_345, "pack")).isEqualTo("12,345 packs");
    }

    @Test
    void textFromElsewhereCannotDriveTheTerminal() {
        assertThat(Human.safe("lap\u001b[2Jtop\u0007\r\u202egpj")).isEqualTo("lap?[2Jtop???gpj");
        assertThat(Human.safe("Büro-PC\nzwei 🖥")).isEqualTo("Büro-PC\nzwei 🖥");
    }
}
