package io.leaderworkerset.identity;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** Computes the keys that tell groups and subgroups apart in label selectors. */
public final class Keys {
  private Keys() {}

  /**
   * Returns the key of a group: SHA-1 of {@code namespace/leaderPod} in lower-case hex, 40
   * characters.
   *
   * @param namespace the set's namespace
   * @param leaderPod the leader pod's name, {@code set-group}
   */
  public static String groupKey(String namespace, String leaderPod) {
    return sha1(namespace + "/" + leaderPod);
  }

  /**
   * Returns the key of a subgroup: SHA-1 of {@code leaderPod/subGroupIndex} in lower-case hex.
   *
   * @param leaderPod the leader pod's name, {@code set-group}
   * @param subGroupIndex the subgroup's index, from 0
   */
  public static String subGroupKey(String leaderPod, int subGroupIndex) {
    return sha1(leaderPod + "/" + subGroupIndex);
  }

  @SuppressWarnings("deprecation") // the contract is SHA-1; it is a name here, not a safeguard
  private static String sha1(String text) {
    return Hashing.sha1().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
