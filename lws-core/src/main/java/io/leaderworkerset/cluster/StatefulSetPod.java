package io.leaderworkerset.cluster;

import java.time.Instant;
import javax.annotation.Nullable;

/**
 * What a StatefulSet controller looks at in one of its pods.
 *
 * @param ordinal the number at the end of the pod's name, from 0
 * @param revision the value of its {@code controller-revision-hash} label; empty if it has none
 * @param phase where it is in its life
 * @param readySince when its Ready condition last became true; null while it is not ready
 * @param terminating whether it carries a deletionTimestamp
 */
public record StatefulSetPod(
    int ordinal,
    String revision,
    PodPhase phase,
    @Nullable Instant readySince,
    boolean terminating) {

  /** Checks the ordinal. */
  public StatefulSetPod {
    if (ordinal < 0) {
      throw new IllegalArgumentException("ordinal must be 0 or more, but is " + ordinal);
    }
  }

  /** Returns whether the pod is Running with a true Ready condition; terminating pods may be. */
  public boolean isRunningAndReady() {
    return phase == PodPhase.RUNNING && readySince != null;
  }

  /** Returns whether the Ready condition has been true for at least that many seconds. */
  public boolean isAvailable(int minReadySeconds, Instant now) {
    return readySince != null
        && (minReadySeconds == 0 || !readySince.plusSeconds(minReadySeconds).isAfter(now));
  }
}
