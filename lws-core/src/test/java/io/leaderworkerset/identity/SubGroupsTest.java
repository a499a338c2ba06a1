package io.leaderworkerset.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubGroupsTest {
  @ParameterizedTest(name = "size {0} in subgroups of {1} gives {2}")
  @CsvSource({
    "4, 2, 0 0 1 1",
    "5, 2, 0 0 0 1 1",
    "1, 1, 0",
    "3, 1, 0 1 2",
    "4, 4, 0 0 0 0",
    "5, 4, 0 0 0 0 0",
    "9, 4, 0 0 0 0 0 1 1 1 1"
  })
  void numbersPodsFromTheLeader(int size, int subGroupSize, String expected) {
    assertThat(
            IntStream.range(0, size)
                .mapToObj(i -> "" + SubGroups.indexOf(size, subGroupSize, i))
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @ParameterizedTest(name = "size {0} in subgroups of {1} gives workers {2}")
  @CsvSource({"2, 1, 0", "5, 1, 0 1 2 3", "5, 2, 0 0 1 1", "5, 4, 0 0 0 0"})
  void defect9NumbersWorkersFromZeroWhenTheLeaderIsExcluded(
      int size, int subGroupSize, String expected) {
    assertThat(
            IntStream.range(1, size)
                .mapToObj(i -> "" + SubGroups.indexOfWorker(size, subGroupSize, i))
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected);
  }

  @Test
  void everySubGroupIsFullButForTheExtraLeader() { // every small case, not a sample
    for (int size = 1; size <= 24; size++) {
      for (int subGroupSize = 1; subGroupSize <= size; subGroupSize++) {
        boolean counted = size % subGroupSize == 0;
        if (counted || (size - 1) % subGroupSize == 0) {
          int[] members = new int[size + 1];
          for (int i = 0; i < size; i++) {
            members[SubGroups.indexOf(size, subGroupSize, i)]++;
          }
          assertThat(members[0]).isEqualTo(counted ? subGroupSize : subGroupSize + 1);
          for (int i = 1; i < size / subGroupSize; i++) {
            assertThat(members[i]).as("size %s by %s", size, subGroupSize).isEqualTo(subGroupSize);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "4, 0, 0", "4, 5, 0", "4, 2, 4", "4, 2, -1", "6, 4, 0"})
  void refusesWhatIsOutOfRange(int size, int subGroupSize, int worker) {
    assertThatThrownBy(() -> SubGroups.indexOf(size, subGroupSize, worker))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must");
  }

  @Test
  void refusesALeaderAsWorker() {
    assertThatThrownBy(() -> SubGroups.indexOfWorker(3, 2, 0))
        .hasMessage("workerIndex is 0, must be from 1 to 2");
  }

  @Test
  void saysWhatASubGroupMustDivide() {
    assertThatThrownBy(() -> SubGroups.indexOf(6, 4, 0))
        .hasMessage("subGroupSize is 4, must divide the size, 6, or the size less 1");
    assertThatThrownBy(() -> SubGroups.indexOfWorker(6, 2, 1))
        .hasMessage("subGroupSize is 2, must divide the number of workers, 5");
  }
}
