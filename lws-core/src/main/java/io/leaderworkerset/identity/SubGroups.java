package io.leaderworkerset.identity;

/** Numbers the subgroups of a group. */
public final class SubGroups {
  private SubGroups() {}

  /**
   * Returns the subgroup of one pod under the {@code LeaderWorker} policy.
   *
   * <p>If {@code subGroupSize} divides {@code size - 1} but not {@code size}, the leader is the
   * extra pod of subgroup 0. Example: size 5 in subgroups of 2 gives {@code 0 0 0 1 1}.
   *
   * @param size pods in the group, leader included; at least 1
   * @param subGroupSize pods per subgroup, 1 to {@code size}; divides {@code size} or {@code size -
   *     1}
   * @param workerIndex 0 for the leader, up to {@code size - 1}
   * @return the subgroup's index, from 0
   * @throws IllegalArgumentException if an argument is outside its range
   * @see <a href="https://github.com/kubernetes-sigs/lws">rule followed:
   *     kubernetes-sigs/lws@060ab4d, getSubGroupIndex</a>
   */
  public static int indexOf(int size, int subGroupSize, int workerIndex) {
    checkRange("size", size, 1, Integer.MAX_VALUE);
    checkRange("subGroupSize", subGroupSize, 1, size);
    checkRange("workerIndex", workerIndex, 0, size - 1);
    if (size % subGroupSize == 0) {
      return workerIndex / subGroupSize;
    }
    checkDivides(subGroupSize, size - 1, "the size, " + size + ", or the size less 1");
    return Math.max(workerIndex - 1, 0) / subGroupSize; // the leader joins subgroup 0
  }

  /**
   * Returns the subgroup of one worker under the {@code LeaderExcluded} policy, where the leader
   * belongs to none. Example: size 5 in subgroups of 2 gives workers 1 to 4 the subgroups {@code 0
   * 0 1 1}; in subgroups of 1, {@code 0 1 2 3}.
   *
   * @param size pods in the group, leader included; at least 2
   * @param subGroupSize pods per subgroup, 1 to {@code size - 1}; divides {@code size - 1}
   * @param workerIndex 1 to {@code size - 1}
   * @return the subgroup's index, from 0
   * @throws IllegalArgumentException if an argument is outside its range
   */
  public static int indexOfWorker(int size, int subGroupSize, int workerIndex) {
    checkRange("size", size, 2, Integer.MAX_VALUE);
    checkRange("subGroupSize", subGroupSize, 1, size - 1);
    checkRange("workerIndex", workerIndex, 1, size - 1);
    checkDivides(subGroupSize, size - 1, "the number of workers, " + (size - 1));
    return (workerIndex - 1) / subGroupSize;
  }

  private static void checkRange(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " is " + value + ", must be from " + min + " to " + max);
    }
  }

  private static void checkDivides(int subGroupSize, int pods, String what) {
    if (pods % subGroupSize != 0) {
      throw new IllegalArgumentException(
          "subGroupSize is " + subGroupSize + ", must divide " + what);
    }
  }
}
