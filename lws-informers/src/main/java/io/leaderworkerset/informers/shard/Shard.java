package io.leaderworkerset.informers.shard;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One manager's share of all sets: those whose {@code namespace/name} has a hash of {@code index}
 * modulo {@code count}. The hash is the same in every process and version.
 *
 * @param index which share, from 0 to {@code count - 1}
 * @param count how many shares there are, from 1 to 1,000
 */
public record Shard(int index, int count) {
  /** All sets. */
  public static final Shard ALL = new Shard(0, 1);

  private static final int MOST = 1000;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

  /** Checks the range. */
  public Shard {
    if (count < 1 || count > MOST || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "a shard is i/n with n from 1 to "
              + MOST
              + " and i from 0 to n - 1, not "
              + index
              + "/"
              + count);
    }
  }

  /** Returns a share. */
  public static Shard of(int index, int count) {
    return new Shard(index, count);
  }

  /**
   * Reads a share such as {@code 0/3}.
   *
   * @throws IllegalArgumentException if it is not of that form, or out of range
   */
  public static Shard parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a shard is i/n, such as 0/3, not '" + text + "'");
    }
    return of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Returns whether a set is in this share. */
  public boolean owns(String namespace, String set) {
    if (count == 1) {
      return true;
    }
    int hash =
        Hashing.murmur3_32_fixed()
            .hashString(namespace + "/" + set, StandardCharsets.UTF_8)
            .asInt();
    return Math.floorMod(hash, count) == index;
  }

  /**
   * Returns whether a set may be in both shares. Shares of one division do not overlap unless they
   * are the same; those of different ones do if their indexes agree modulo the greatest common
   * divisor of their counts.
   */
  public boolean overlaps(Shard other) {
    int divisor = gcd(count, other.count);
    return index % divisor == other.index % divisor;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Returns {@code i/n}. */
  @Override
  public String toString() {
    return index + "/" + count;
  }
}
