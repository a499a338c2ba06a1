package io.leaderworkerset.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Test
  void takesTheTimesThatHalfAndNinetyNineInAHundredDoNotExceed() {
    List<Double> oneToThousand =
        IntStream.rangeClosed(1, 1000).mapToObj(i -> (double) (1001 - i)).toList();
    assertThat(Latency.of(List.of(oneToThousand))).isEqualTo(new Latency(1000, 500, 990, 1000));
    assertThat(Latency.of(List.of(List.of(3.0), List.of(5.0)))).isEqualTo(new Latency(2, 3, 5, 5));
    assertThat(Latency.of(List.of())).isEqualTo(new Latency(0, 0, 0, 0));
  }
}
