package io.leaderworkerset.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.annotation.Nullable;

/** What happens to pods whose node has a NoExecute taint, such as one that is not reachable. */
public final class NodeLifecycleRules {
  /** The taint of a node whose kubelet has not been heard of. */
  public static final String UNREACHABLE = "node.kubernetes.io/unreachable";

  /** The taint of a node whose kubelet says that it is not ready. */
  public static final String NOT_READY = "node.kubernetes.io/not-ready";

  private NodeLifecycleRules() {}

  /**
   * Returns when a pod is deleted because of its node's taints: at once if one of them is not
   * tolerated, else after the shortest {@code tolerationSeconds} among the tolerations that count,
   * else never.
   *
   * @param taints the node's taints; only NoExecute ones matter
   * @param tolerations the pod's tolerations
   * @param since when the node got the taints
   * @param byDefault how long a pod without any toleration for it bears {@value #UNREACHABLE} and
   *     {@value #NOT_READY}: what admission would have given it
   * @return null for never
   */
  @Nullable
  public static Instant evictAt(
      List<Taint> taints, List<Toleration> tolerations, Instant since, Duration byDefault) {
    Instant earliest = null;
    for (Taint taint : taints) {
      if (taint.effect() == Taint.Effect.NO_EXECUTE) {
        Duration borne = borne(taint, tolerations, byDefault);
        Instant at = borne == null ? null : since.plus(borne);
        earliest = earliest == null || (at != null && at.isBefore(earliest)) ? at : earliest;
      }
    }
    return earliest;
  }

  /** Returns how long the taint is borne; null for ever. */
  @Nullable
  private static Duration borne(Taint taint, List<Toleration> tolerations, Duration byDefault) {
    boolean tolerated = false;
    Long seconds = null;
    for (Toleration toleration : tolerations) {
      if (toleration.tolerates(taint)) {
        tolerated = true;
        Long own = toleration.seconds();
        seconds = own == null || (seconds != null && seconds < own) ? seconds : own;
      }
    }
    if (tolerated) {
      return seconds == null ? null : Duration.ofSeconds(Math.max(0, seconds));
    }
    boolean ofNode = taint.key().equals(UNREACHABLE) || taint.key().equals(NOT_READY);
    return ofNode ? byDefault : Duration.ZERO;
  }
}
