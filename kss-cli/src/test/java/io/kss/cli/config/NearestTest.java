package io.kss.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void swappedNeighboursAreOneMistake() {
        assertThat(Nearest.distance("hots", "host")).isEqualTo(1);
        assertThat(Nearest.distance("host", "host")).isZero();
        assertThat(Nearest.distance("", "host")).isEqualTo(4);
        assertThat(Nearest.distance("port", "part")).isEqualTo(1);
    }

    @Test
    void whatHasNothingInCommonIsNoGuess() {
        assertThat(Nearest.to("zzzzzzzz", List.of("host", "state"))).isEmpty();
        assertThat(Nearest.to("stat", List.of("host", "state"))).contains("state");
    }
}
