package io.leaderworkerset.cluster;

import javax.annotation.Nullable;

/**
 * A toleration of a pod.
 *
 * @param key the taint's key; empty for every key, which needs {@code exists}
 * @param exists whether the operator is Exists rather than Equal
 * @param value the taint's value, for Equal
 * @param effect the taint's effect; null for every effect
 * @param seconds how long a NoExecute taint is tolerated; null for ever
 */
public record Toleration(
    String key,
    boolean exists,
    String value,
    @Nullable Taint.Effect effect,
    @Nullable Long seconds) {

  /** Returns whether it tolerates that taint, for some time at least. */
  public boolean tolerates(Taint taint) {
    if (effect != null && effect != taint.effect()) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    return exists || (!key.isEmpty() && value.equals(taint.value()));
  }
}
