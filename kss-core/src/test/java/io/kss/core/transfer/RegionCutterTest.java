package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionCutterTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void masksSayWhatTheExtentsSaid(long seed) {
        TestLayer layer = TestLayer.random(new Random(seed), (20 << 20) + 12_345);
        Extent.Content[] found = new Extent.Content[layer.grains.length];
        int last = -1;
        for (RegionMasks region : cut(layer.extents().toList())) {
            assertThat(region.index()).as("seed %d", seed).isGreaterThan(last);
            assertThat(region.data() & region.zero()).isZero();
            last = region.index();
            for (int grain = 0; grain < Grains.PER_REGION; grain++) {
                int place = region.index() * Grains.PER_REGION + grain;
                if ((region.data() >> grain & 1) != 0) {
                    found[place] = Extent.Content.DATA;
                } else if ((region.zero() >> grain & 1) != 0) {
                    found[place] = Extent.Content.ZERO;
                }
            }
        }
        assertThat(found).as("seed %d", seed).isEqualTo(layer.grains);
    }

    @Test
    void nothingGivesNothing() {
        assertThat(cut(List.of())).isEmpty();
    }

    @Test
    void runsOfAMaskCoverIt() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            long mask = random.nextLong() << random.nextInt(64) >> random.nextInt(64);
            long covered = 0;
            int behind = -1;
            for (GrainRun run : GrainRun.of(mask)) {
                assertThat(run.first()).isGreaterThan(behind);
                behind = run.first() + run.count();
                covered |= GrainRun.mask(run.first(), run.count());
            }
            assertThat(covered).isEqualTo(mask);
        }
        assertThat(GrainRun.of(-1)).containsExactly(new GrainRun(0, 64));
        assertThat(GrainRun.of(0)).isEmpty();
    }

    private static List<RegionMasks> cut(List<Extent> extents) {
        List<RegionMasks> regions = new ArrayList<>();
        new RegionCutter(extents.iterator()).forEachRemaining(regions::add);
        return regions;
    }
}
