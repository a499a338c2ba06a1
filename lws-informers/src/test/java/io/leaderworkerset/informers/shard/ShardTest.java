package io.leaderworkerset.informers.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {
  @Test
  void everySetIsInExactlyOneShareOfEachDivision() {
    for (int count = 1; count <= 7; count++) {
      int[] sets = new int[count];
      for (int set = 0; set < 1000; set++) {
        int owners = 0;
        for (int i = 0; i < count; i++) {
          if (Shard.of(i, count).owns("team-" + set % 7, "set-" + set)) {
            owners++;
            sets[i]++;
          }
        }
        assertThat(owners).isEqualTo(1);
      }
      assertThat(Arrays.stream(sets).min().getAsInt()).isGreaterThan(500 / count);
    }
  }

  @Test
  void theHashIsTheSameInEveryVersion() {
    // murmur3 32 of "team-models/llama" is 1842086314
    assertThat(owner(7)).isEqualTo(5);
    assertThat(owner(1000)).isEqualTo(314);
  }

  private static int owner(int count) {
    for (int i = 0; i < count; i++) {
      if (Shard.of(i, count).owns("team-models", "llama")) {
        return i;
      }
    }
    throw new AssertionError("nobody's");
  }

  @Test
  void sharesOverlapExactlyIfASetMayBeInBoth() {
    for (int m = 1; m <= 6; m++) {
      for (int n = 1; n <= 6; n++) {
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            Shard a = Shard.of(i, m);
            Shard b = Shard.of(j, n);
            boolean common = false;
            for (int set = 0; set < 2000 && !common; set++) {
              common = a.owns("ns", "set-" + set) && b.owns("ns", "set-" + set);
            }
            assertThat(a.overlaps(b)).as("%s and %s", a, b).isEqualTo(common);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0/1, 0, 1", "2/3, 2, 3", "999/1000, 999, 1000"})
  void readsWhatItWrites(String text, int index, int count) {
    assertThat(Shard.parse(text)).isEqualTo(Shard.of(index, count)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "3/3", "-1/3", "0/0", "0/1001", "a/b", "1/2/3", "0 / 2"})
  void refusesWhatIsNoShare(String text) {
    assertThatThrownBy(() -> Shard.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("i/n");
  }
}
