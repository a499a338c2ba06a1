package io.leaderworkerset.admission.review;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.List;

/** Finds where two arrays differ, keeping the longest common run of items in place. */
final class ArrayHunks {
  /** Above this many pairs of items, the middle part counts as one difference. */
  private static final int MAX_PAIRS = 100_000;

  /**
   * A stretch of items that differ.
   *
   * @param from where it begins in the first array
   * @param removed how many items of the first it replaces
   * @param to where it begins in the second array
   * @param added how many items of the second take their place
   */
  record Hunk(int from, int removed, int to, int added) {}

  private ArrayHunks() {}

  /** Returns the differences in order; none if both are equal. */
  static List<Hunk> between(JsonArray a, JsonArray b) {
    int start = 0;
    while (start < a.size() && start < b.size() && a.get(start).equals(b.get(start))) {
      start++;
    }
    int endA = a.size();
    int endB = b.size();
    while (endA > start && endB > start && a.get(endA - 1).equals(b.get(endB - 1))) {
      endA--;
      endB--;
    }
    List<Hunk> out = new ArrayList<>();
    if ((long) (endA - start) * (endB - start) > MAX_PAIRS) {
      out.add(new Hunk(start, endA - start, start, endB - start));
    } else {
      walk(a, b, start, common(a, b, start, endA, endB), out);
    }
    return out;
  }

  /** Returns, for each pair of positions, how many items both rests have in common in order. */
  private static int[][] common(JsonArray a, JsonArray b, int start, int endA, int endB) {
    int[][] out = new int[endA - start + 1][endB - start + 1];
    for (int i = endA - start - 1; i >= 0; i--) {
      for (int j = endB - start - 1; j >= 0; j--) {
        out[i][j] =
            a.get(start + i).equals(b.get(start + j))
                ? out[i + 1][j + 1] + 1
                : Math.max(out[i + 1][j], out[i][j + 1]);
      }
    }
    return out;
  }

  private static void walk(JsonArray a, JsonArray b, int start, int[][] common, List<Hunk> out) {
    int i = 0;
    int j = 0;
    int rows = common.length - 1;
    int columns = common[0].length - 1;
    while (i < rows || j < columns) {
      int fromI = i;
      int fromJ = j;
      while ((i < rows || j < columns) && !keeps(a, b, start, i, j, rows, columns)) {
        if (i < rows && (j == columns || common[i + 1][j] >= common[i][j + 1])) {
          i++;
        } else {
          j++;
        }
      }
      if (i > fromI || j > fromJ) {
        out.add(new Hunk(start + fromI, i - fromI, start + fromJ, j - fromJ));
      }
      while (keeps(a, b, start, i, j, rows, columns)) {
        i++;
        j++;
      }
    }
  }

  private static boolean keeps(
      JsonArray a, JsonArray b, int start, int i, int j, int rows, int columns) {
    return i < rows && j < columns && a.get(start + i).equals(b.get(start + j));
  }
}
