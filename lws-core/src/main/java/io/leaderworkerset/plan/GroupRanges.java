package io.leaderworkerset.plan;

import java.util.BitSet;
import java.util.StringJoiner;

/** Indexes of groups in few words, for messages. */
public final class GroupRanges {
  private static final int MOST_RANGES = 30;

  private GroupRanges() {}

  /**
   * Returns indexes as ranges, such as {@code 0 to 4, 7, 9 to 12}. Both ends of a range belong to
   * it. After thirty ranges the rest is only counted, so that the text stays under 700 characters:
   * {@code …, 90 and 57 more}.
   *
   * @param groups the indexes; not changed
   * @return the text; empty if there are none
   */
  public static String text(BitSet groups) {
    StringJoiner out = new StringJoiner(", ");
    int ranges = 0;
    int told = 0;
    for (int first = groups.nextSetBit(0); first >= 0; ) {
      int last = groups.nextClearBit(first) - 1;
      if (++ranges > MOST_RANGES) {
        return out + " and " + (groups.cardinality() - told) + " more";
      }
      out.add(first == last ? Integer.toString(first) : first + " to " + last);
      told += last - first + 1;
      first = groups.nextSetBit(last + 1);
    }
    return out.toString();
  }
}
