package io.leaderworkerset.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupRangesTest {
  @Test
  void joinsNeighboursToRanges() {
    assertThat(GroupRanges.text(bits())).isEmpty();
    assertThat(GroupRanges.text(bits(7))).isEqualTo("7");
    assertThat(GroupRanges.text(bits(0, 1, 2, 5, 7, 8))).isEqualTo("0 to 2, 5, 7 to 8");
  }

  @Test
  void countsWhatWouldBecomeTooLong() {
    BitSet even = new BitSet();
    IntStream.range(500_000, 501_000).map(i -> 2 * i).forEach(even::set);

    assertThat(GroupRanges.text(even))
        .startsWith("1000000, 1000002, ")
        .endsWith(", 1000058 and 970 more")
        .hasSizeLessThan(700);
  }

  private static BitSet bits(int... indexes) {
    BitSet out = new BitSet();
    IntStream.of(indexes).forEach(out::set);
    return out;
  }
}
